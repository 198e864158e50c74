"""No right is granted that opens nothing: the page of roles would tell something untrue (F:T4, F:T5)."""

from pathlib import Path

from tenants.desk.access import SITES, rule_of
from tenants.desk.addresses import addresses
from tenants.staff.roles import everything_granted

ROOT = Path(__file__).parents[2]

# Rights that no address asks for: the file that does.
IN_THE_CODE = {
    "comms.send_many": "comms/services/bulk/sending.py",
    "keys.secret_apikey": "tenants/keys/querysets.py",
    "leads.view_export": "leads/querysets.py",
    "leads.import_any": "leads/querysets.py",
    "notices.view_notice": "tenants/notices/apps.py",
    "runs.view_any": "tenants/runs/querysets.py",
    "undo.use_any": "tenants/undo/querysets.py",
}


def granted() -> set[str]:
    return {right for _, rights in everything_granted() for right in rights}


def asked_by_addresses() -> set[str]:
    rules = [rule_of(site, address.name, address.view) for site in SITES for address in addresses(site)]
    return {right for rule in rules if rule for right in (rule.reading, rule.writing)}


def test_every_right_is_asked_by_an_address_or_by_a_file_named_here():
    assert granted() - asked_by_addresses() == set(IN_THE_CODE)


def test_the_files_named_here_ask_for_it():
    wrong = [right for right, file in IN_THE_CODE.items() if f'"{right}"' not in (ROOT / file).read_text()]

    assert wrong == []
