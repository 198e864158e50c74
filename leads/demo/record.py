"""What the people of a demo clinic noted while they worked: results of calls, and notes in their own words."""

from leads.models import Disposition, Note
from leads.models.stage import Semantic

D, Kind = Disposition, Note.Kind
VAIN = (D.NO_ANSWER, D.NO_ANSWER, D.VOICEMAIL, D.BUSY)
# How the talk went that brought somebody where they are now.
BROUGHT = {
    Semantic.ASSIGNED: VAIN,
    Semantic.CONTACTED: (D.INTERESTED, D.NOT_NOW),
    Semantic.CALLBACK: (D.CALLBACK,),
    Semantic.QUALIFIED: (D.QUOTE, D.BOOKED),
    Semantic.PROPOSAL: (D.QUOTE,),
    Semantic.ACCEPTED: (D.BOOKED,),
}
TALKED = (D.INTERESTED,)
LATER = (*VAIN, *TALKED)  # and the last time since

# Of a hundred leads that somebody works on.
NOTED, PINNED, TAGGED, ASKED = 40, 8, 45, 35
NOTES = (
    (Kind.CALL, "Wants everything done in one week, has no more days off."),
    (Kind.CALL, "Afraid of the injection. Asked whether sedation is possible."),
    (Kind.CALL, "Compares us with a clinic in Antalya, 300 € apart."),
    (Kind.WHATSAPP, "Sent a panoramic x-ray, the two upper molars are missing."),
    (Kind.MAIL, "The quote went out with two options. Prefers the longer guarantee."),
    (Kind.NOTE, "Best reached after 18:00, works in shifts."),
    (Kind.NOTE, "Travels with her sister, who wants a cleaning."),
    (Kind.NOTE, "Takes a blood thinner: the doctor has to see the x-ray first."),
)
ASKS_A_COLLEAGUE = "{who} may we give 5 % if both come in the same week?"
