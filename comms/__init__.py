"""Conversations with patients: messages, templates, calls and the providers that carry them."""
