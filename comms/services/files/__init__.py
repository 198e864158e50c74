"""Files of messages, on both sides: known by their bytes, photos written anew, kept privately (H:X7, X8)."""
