"""Lines of ours in axes' table of wrong passwords, none of them one: what stands in the column of the path."""

COUNTED = "every host"  # in public: an address and a moment (addresses)
ASKED = "reset asked"  # a new password was asked for (resets)
FORGIVEN = "forgiven"  # what was wrong until then counts no more, and this address is known (tries)
MARKS = (COUNTED, ASKED, FORGIVEN)
