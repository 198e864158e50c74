from leads.models.bulk_row import BulkRow
from leads.models.colour import Colour
from leads.models.consent import Channel, Consent, Purpose, Suppression
from leads.models.contact_attempt import ContactAttempt, Disposition
from leads.models.custom_field import CustomField, CustomValue
from leads.models.enquiry import Enquiry, LossReason
from leads.models.export import Export, ExportChoice
from leads.models.heat import Heat
from leads.models.identity import Identity
from leads.models.importing import ImportedLead, ImportMapping, ImportRow, LeadImport
from leads.models.lead import FollowUp, Lead, Temperature
from leads.models.lead_rules import LeadRules
from leads.models.lead_words import LeadWords
from leads.models.likely_pair import LikelyPair, PairSearch
from leads.models.list_upload import ListUpload
from leads.models.not_the_same import NotTheSame
from leads.models.note import Note
from leads.models.owner_change import OwnerChange
from leads.models.partner import Partner
from leads.models.patient import Journey, JourneyVisit, Patient
from leads.models.payload import LeadPayload
from leads.models.practice import Practice
from leads.models.recalculation import Recalculation
from leads.models.reference import Reference
from leads.models.response import ResponseCycle
from leads.models.saved_view import SavedView
from leads.models.scoring_profile import ScoringProfile
from leads.models.sharing import AssignmentRule, SharingRules
from leads.models.stage import Semantic, Stage
from leads.models.stage_change import StageChange
from leads.models.tag import LeadTag, Tag
from leads.models.treatment import Treatment
from leads.models.used_challenge import UsedChallenge
from leads.models.watcher import Watcher

__all__ = [
    "AssignmentRule",
    "BulkRow",
    "Channel",
    "Colour",
    "Consent",
    "ContactAttempt",
    "CustomField",
    "CustomValue",
    "Disposition",
    "Enquiry",
    "Export",
    "ExportChoice",
    "FollowUp",
    "Heat",
    "Identity",
    "ImportMapping",
    "ImportRow",
    "ImportedLead",
    "Journey",
    "JourneyVisit",
    "Lead",
    "LeadImport",
    "LeadPayload",
    "LeadRules",
    "LeadTag",
    "LeadWords",
    "LikelyPair",
    "ListUpload",
    "LossReason",
    "NotTheSame",
    "Note",
    "OwnerChange",
    "PairSearch",
    "Partner",
    "Patient",
    "Practice",
    "Purpose",
    "Recalculation",
    "Reference",
    "ResponseCycle",
    "SavedView",
    "ScoringProfile",
    "Semantic",
    "SharingRules",
    "Stage",
    "StageChange",
    "Suppression",
    "Tag",
    "Temperature",
    "Treatment",
    "UsedChallenge",
    "Watcher",
]
