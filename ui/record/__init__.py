"""One kept escalation on the page, part by part. What others wrote is escaped, or put into inert widgets."""
