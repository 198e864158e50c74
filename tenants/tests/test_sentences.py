"""What a service refuses is said in the reader's language: no sentence goes around gettext."""

import ast
import re

from tenants.tests.reading import name_of, nodes, product

# Read by operators in a terminal and by programs that send a key: both are told in English. What the key's door
# says is also kept with the arrival, and the language of a visitor's browser is nobody's there.
ENGLISH = (
    "tenants/management/",
    "tenants/services/provisioning.py",
    "tenants/staff/services/platform.py",
    "tenants/keys/cors.py",
    "tenants/keys/refusing.py",
    "tenants/keys/services/check.py",
    "tenants/desk/api/bodies.py",
    "comms/services/arriving/",
    "comms/services/mail_providers/checking.py",
    "attribution/meta_leads/services/arriving.py",
    "attribution/meta_leads/services/challenge.py",
    "leads/api/bringing.py",
    "leads/api/challenge.py",
    "leads/api/views.py",
    "leads/management/commands/export_leads.py",
    "leads/management/commands/import_leads.py",
    "leads/services/answers.py",
    "leads/services/exporting/arrived.py",
    "leads/services/intake.py",
    "leads/services/judging.py",
    "leads/services/reading/",
    "leads/services/refusing.py",
    "leads/services/vouching.py",
    "leads/website/plain.py",
    "leads/website/sent.py",
    "crm/lib/errors.py",
)
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext", "gettext_lazy", "ngettext_lazy"}
WORDS = re.compile(r"[A-Za-z]{2,} [a-z]")


def test_a_refusal_is_no_bare_sentence():
    names = _refusals()
    refused = [(place, node) for place, node in nodes(ast.Call, outside=ENGLISH) if name_of(node) in names]

    assert len(refused) > 50
    assert [place for place, call in refused if any(_bare(part) for part in _meant(call, place))] == []


def test_the_files_that_speak_english_are_there():
    assert [name for name in ENGLISH if not any(path.startswith(name) for path in product())] == []


def _refusals() -> set[str]:
    """HouseError and whatever is made of it, by name."""
    found = {"HouseError"}
    classes = [node for _, node in nodes(ast.ClassDef)]
    for _ in range(3):
        found |= {one.name for one in classes if found & {name_of(base) for base in one.bases}}
    return found


def _meant(call: ast.Call, place: str) -> list[ast.AST]:
    """What the call is given; a name stands for all that its file ever assigns to it."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    names = {node.id for part in given for node in ast.walk(part) if isinstance(node, ast.Name)}
    assigned = [
        node.value
        for node in ast.walk(product()[place.rpartition(":")[0]])
        if isinstance(node, ast.Assign) and names & {name_of(target) for target in node.targets}
    ]
    return [*given, *assigned]


def _bare(tree: ast.AST) -> bool:
    """Whether a sentence stands here that no gettext is asked about."""
    if isinstance(tree, ast.Call) and name_of(tree) in GETTEXT:
        return False
    if isinstance(tree, ast.Constant):
        return isinstance(tree.value, str) and bool(WORDS.search(tree.value))
    return any(_bare(part) for part in ast.iter_child_nodes(tree))
