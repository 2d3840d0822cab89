"""Offline evals: labelled sample tickets, deterministic scorers, a committed baseline. No model, no network."""
