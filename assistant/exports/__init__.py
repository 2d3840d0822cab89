"""What goes out: one record, rendered for where it lands. Nothing is sent from here."""

from assistant.exports.registry import FORMATS, render
from assistant.exports.report import render_report

__all__ = ["FORMATS", "render", "render_report"]
