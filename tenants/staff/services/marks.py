"""Lines of ours in axes' table of wrong passwords, none of them one: what stands in the column of the path."""

COUNTED = "every host"  # in public: an address and a moment (addresses)
ASKED = "reset asked"  # a new password was asked for (resets)
FORGIVEN = "forgiven"  # what was wrong until then counts no more, and this address is known (tries)
LOCKED = "staff.locked"  # its owner was told in this hour that there is a pause (unlocking); also the mail's name
LOCKED_ELSEWHERE = "staff.locked_elsewhere"
MARKS = (COUNTED, ASKED, FORGIVEN, LOCKED, LOCKED_ELSEWHERE)
