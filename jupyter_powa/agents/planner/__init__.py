"""Answer plain questions without a model: read them by rules over what the context says."""
