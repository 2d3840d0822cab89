"""Sentences that speak to an assistant instead of telling the problem: pointed out, and where that is sure, unread.

Text of a paste is data. What it orders ("ignore your rules", "mark this as SEV1") is no fact, no signal and no
severity of the case, whoever wrote it. Two things follow from an order, at two thresholds: it is *noticed* (a warning
that quotes it) and, where hardly any doubt is left, it is *set aside*: no extractor, model or draft reads it.
Ordinary words (ignore, override, system) alone do nothing.
"""

from assistant.understanding.hostile.orders import (
    NOTICED,
    SURE,
    Order,
    blanked,
    find_orders,
    hostile_ranges,
    hostile_text,
)

__all__ = ["NOTICED", "SURE", "Order", "blanked", "find_orders", "hostile_ranges", "hostile_text"]
