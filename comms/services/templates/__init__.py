"""Texts that a clinic sends often: kept, chosen by language, filled, in step with the provider (F:C12)."""
