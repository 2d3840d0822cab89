"""The suites: each measures one thing, and says "not run" with the reason where it cannot."""
