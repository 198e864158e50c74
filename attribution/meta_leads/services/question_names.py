"""What a question of an instant form asks for, by Meta's type of it or by its name in many languages.

Meta names a prefilled question in the language of the form ("ad_soyad", "nome_e_cognome"), at times in capitals;
forms that were deleted, and answers that came without their form, have nothing but this name.
"""

from collections.abc import Mapping
from functools import cache

from crm.lib.words import plain_words
from leads.services.importing.columns.folding import folded
from leads.services.importing.columns.names import NAME, target_named

# Types of facebook-business 26.0.3, leadgenquestion; those that are missing here say nothing about how to reach
# somebody, and stand in the message.
BY_TYPE: Mapping[str, str] = {
    "FULL_NAME": "name",
    "FIRST_NAME": "first_name",
    "LAST_NAME": "last_name",
    "EMAIL": "email",
    "WORK_EMAIL": "email",
    "PHONE": "phone",
    "PHONE_OTP": "phone",
    "WHATSAPP_NUMBER": "phone",
    "WORK_PHONE_NUMBER": "phone",
    "CITY": "city",
    "COUNTRY": "country",
    "COMPANY_NAME": "company",
}
# Of the names that lists use for their columns, those that a patient may be asked for.
_OF_LISTS = {
    **{name: name for name in ("name", "first_name", "last_name", "email", "phone", "company", "country", "city")},
    "phone2": "phone",
    "language": "language",
    "interest": "treatment",
    "note": "message",
}
# What Meta calls the same where lists of our clinics are not written.
_MORE: Mapping[str, str] = {
    "name": """volledige naam, naam, imię i nazwisko, nome e sobrenome, nome e apelido, nume complet, nume și
        prenume, fullständigt namn, fulde navn, fullt navn, koko nimi, teljes név, celé jméno, celé meno, puno ime,
        ime i prezime, ime in priimek, пълно име, полное имя, имя и фамилия, фио,
        повне ім'я, ім'я та прізвище, целосно
        име, ονοματεπώνυμο, πλήρες όνομα, الاسم الكامل, الاسم, שם מלא, نام کامل, पूरा नाम, 全名, 姓名, 氏名, 이름,
        họ và tên, nama lengkap, votre nom complet, ihr name, il tuo nome, your name, your full name, tam ad""",
    "first_name": """voornaam, imię, primeiro nome, prenume, förnamn, fornavn, etunimi, keresztnév, jméno, ime, име,
        имя, ім'я, όνομα, الاسم الأول, שם פרטי, nama depan""",
    "last_name": """achternaam, nazwisko, sobrenome, apelido, nume de familie, efternamn, efternavn, etternavn,
        sukunimi, vezetéknév, příjmení, priezvisko, prezime, priimek, фамилия, прізвище, презиме, επώνυμο, επίθετο,
        اسم العائلة, שם משפחה, nama belakang""",
    "email": """e-mailadres, adres e-mail, endereço de email, e-mailadress, e-postadress, e-mailadresse,
        e-postadresse, sähköposti, sähköpostiosoite, e-mail cím, e-mailová adresa, e-mail adresa, adresă de e-mail,
        имейл, електронна поща, эл. почта, электронная почта, адрес электронной почты, електронна адреса,
        е-пошта, ηλεκτρονικό ταχυδρομείο, البريد الإلكتروني, אימייל, דוא״ל, ایمیل, adresse électronique,
        adresa email, adresa e email-it, your email, la tua email""",
    "phone": """telefoonnummer, telefoon, numer telefonu, número de telefone, telefone, celular, număr de telefon,
        telefonnummer, puhelinnumero, puhelin, telefonszám, telefonní číslo, telefónne číslo, broj telefona,
        telefonska številka, телефонен номер, телефон, номер телефона, номер телефону, телефонски број,
        αριθμός τηλεφώνου, τηλέφωνο, κινητό, رقم الهاتف, رقم الجوال, الهاتف, מספר טלפון, טלפון, شماره تلفن,
        电话号码, 電話番号, 전화번호, số điện thoại, nomor telepon, your phone number, whatsapp numarası, numero
        whatsapp, numero di whatsapp, whatsapp nummer, numri i whatsapp, your whatsapp number, numero di cellulare,
        numër telefoni, numri i telefonit tuaj, phone otp, work phone number""",
    "city": """plaats, woonplaats, miasto, cidade, oraș, kaupunki, város, město, mesto, grad, город, град, πόλη,
        المدينة, עיר""",
    "country": """kraj, país, țară, maa, ország, země, krajina, država, страна, държава, χώρα, الدولة, البلد, מדינה,
        ארץ""",
}
# One of these in a question of the clinic's own, and it asks which treatment.
_TREATMENT = (
    "treatment trattamento trattamenti behandlung behandlungen traitement tratamiento tratamento tedavi tedaviyi "
    "trajtim trajtimi trajtimin behandeling leczenie zabieg tratament treatments лечение علاج העلاج implant"
    " procedure"
)


def meaning_by_type(kind: str) -> str:
    """Empty for a type that asks for nothing that a lead has a place for, CUSTOM among them."""
    return BY_TYPE.get(kind.upper(), "")


def meaning_by_name(name: str) -> str:
    """By the key or the words of a question; empty when it says nothing."""
    return _known().get(folded(name)) or _of_list(name) or _about_treatment(name)


def is_plain_name(name: str) -> bool:
    """Whether it is the whole name alone, and the first one beside a last one ("nome", "ad")."""
    return folded(name) in _plain_names()


def _of_list(name: str) -> str:
    return "name" if is_plain_name(name) else _OF_LISTS.get(target_named(name), "")


def _about_treatment(name: str) -> str:
    return "treatment" if _treatment_words() & set(plain_words(name.replace("_", " "))) else ""


@cache
def _known() -> dict[str, str]:
    return {folded(one): target for target, names in _MORE.items() for one in names.split(",")}


@cache
def _plain_names() -> set[str]:
    return {folded(one) for one in NAME}


@cache
def _treatment_words() -> set[str]:
    return {word for one in _TREATMENT.split() for word in plain_words(one)}
