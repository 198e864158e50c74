"""The ledger of operations that can be taken back."""
