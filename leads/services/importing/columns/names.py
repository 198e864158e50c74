"""What people call the columns of their lists, in the languages of our clinics and their patients."""

from collections.abc import Mapping
from functools import cache

from leads.services.importing.columns.folding import folded

# What is a first name beside a last one, a last name beside a first one, and else all of it.
NAME = ("name", "nome", "nom", "nombre", "emri", "emër", "ad", "adı", "isim", "ismi")
# English, Italian, German, French, Spanish, Turkish, Albanian.
NAMES: Mapping[str, str] = {
    "name": """full name, fullname, contact name, patient, patient name, lead name, contact, customer, client,
        nome e cognome, nome completo, nominativo, cognome e nome, paziente, cliente, contatto, vollständiger
        name, vor und nachname, kunde, patientenname, kontakt, nom complet, nom et prénom, prénom et nom, nombre
        completo, nombre y apellido, nombre y apellidos, paciente, ad soyad, adı soyadı, isim soyisim, ad ve
        soyad, hasta, hasta adı, müşteri, emri i plotë, emër mbiemër, emri dhe mbiemri, emri mbiemri, pacienti,
        klienti""",
    "first_name": "first name, given name, forename, vorname, prénom, primer nombre, nome di battesimo, first",
    "last_name": """last name, surname, family name, last, cognome, nachname, familienname, zuname, nom de
        famille, apellido, apellidos, soyad, soyadı, soyisim, mbiemri, mbiemër""",
    "email": """email, e-mail, email address, mail, mail address, emails, e mail address, work email, indirizzo
        email, posta elettronica, indirizzo mail, e-mail-adresse, mailadresse, courriel, adresse email, adresse
        e-mail, adresse mail, correo, correo electrónico, e-posta, eposta, e-posta adresi, mail adresi, posta
        elektronike, adresa e emailit, emaili""",
    "phone": """phone, phone number, telephone, tel, telephone number, contact number, whatsapp number,
        whatsapp, phone 1, primary phone, telefono, numero di telefono, recapito, recapito telefonico, numero
        telefono, numero, telefon, telefonnummer, rufnummer, telefon nummer, téléphone, numéro de téléphone,
        numéro, teléfono, número de teléfono, telefon numarası, tel no, telefon no, numri i telefonit, numri, nr
        tel, telefoni, nr telefoni, phone unformatted""",
    "phone2": """mobile, mobile phone, mobile number, cell, cell phone, cellphone, phone 2, other phone, mobile
        phone number, secondary phone, cellulare, cell., telefono 2, altro telefono, secondo telefono, handy,
        handynummer, mobiltelefon, mobil, mobilnummer, telefon 2, portable, téléphone portable, mobile 1, numéro
        de portable, móvil, celular, teléfono móvil, cep, cep telefonu, cep no, gsm, celulari, telefon celular,
        phone 3, work phone, home phone""",
    "company": """company, company name, organisation, organization, business, business name, account, account
        name, clinic, company / account, azienda, società, ragione sociale, ditta, firma, unternehmen,
        firmenname, entreprise, société, empresa, şirket, firma adı, kompania, firma""",
    "country": """country, country code, country/region, nation, country of residence, paese, nazione, stato,
        paese di residenza, land, staat, wohnsitzland, pays, país, ülke, vendi, shteti, shtet""",
    "city": """city, town, location city, città, comune, località, stadt, ort, wohnort, ville, ciudad, şehir,
        il, qyteti, qytet""",
    "language": """language, preferred language, locale, lingua, sprache, bevorzugte sprache, langue, idioma,
        dil, gjuha, gjuhë""",
    "interest": """treatment, treatments, interest, interested in, service, procedure, product, treatment
        interest, treatment type, trattamento, trattamenti, interesse, servizio, prestazione, cura, trattamento
        richiesto, behandlung, interesse an, leistung, wunschbehandlung, traitement, intérêt, soin, tratamiento,
        servicio, tedavi, işlem, hizmet, ilgilenilen tedavi, trajtimi, trajtim, shërbimi, interesi""",
    "note": """note, notes, comment, comments, message, remarks, description, internal notes, additional info,
        messaggio, commento, commenti, note interne, osservazioni, notiz, notizen, bemerkung, bemerkungen,
        nachricht, kommentar, anmerkung, remarque, remarques, commentaire, commentaires, nota, notas,
        comentario, comentarios, mensaje, not, notlar, mesaj, yorum, açıklama, shënim, shënime, mesazh, mesazhi,
        koment""",
    "source": """source, lead source, original source, channel, platform, fonte, provenienza, canale, origine,
        quelle, herkunft, kanal, fuente, origen, canal, kaynak, burimi, burim, lead kaynağı""",
    "sub_source": """sub source, campaign, campaign name, utm campaign, source detail, campagna, kampagne,
        campagne, campaña, kampanya, fushata, which source, website name""",
    "partner": """partner, distributor, referrer, agent code, partner code, referred by, partenaire,
        segnalatore, socio, ortak, partneri""",
    "stage": """status, stage, lead status, state of lead, pipeline stage, lead stage, stato, fase, stadio,
        stato lead, phase, lead-status, statut, étape, estado, etapa, durum, aşama, statusi, faza, gjendja""",
    "owner": """owner, contact owner, lead owner, assigned to, agent, sales rep, salesperson, responsabile,
        operatore, assegnato a, agente, commerciale, zuständig, betreuer, verantwortlich, bearbeiter,
        responsable, asignado a, sorumlu, temsilci, danışman, atanan, pronari, përgjegjësi, agjenti""",
    "created": """created, created at, created on, created time, create date, created date, date, date created,
        arrived, date added, timestamp, submitted at, submission date, data, data creazione, data richiesta,
        data inserimento, data contatto, data di creazione, creato il, datum, erstellt, erstellt am,
        erstelldatum, anfragedatum, eingangsdatum, date de création, créé le, fecha, fecha de creación, creado,
        tarih, oluşturma tarihi, kayıt tarihi, oluşturulma tarihi, data e krijimit, data e regjistrimit, krijuar""",
    "last_contact": """last contact, last contacted, last activity, last activity date, last contact date, last
        modified date, ultimo contatto, data ultimo contatto, letzter kontakt, zuletzt kontaktiert, dernier
        contact, último contacto, son görüşme, son iletişim, kontakti i fundit""",
    "tags": """tags, tag, labels, label, etichette, etichetta, schlagworte, etiketten, étiquettes, etiquetas,
        etiketler, etiket, etiketa, etiketat""",
    "do_not_contact": """do not contact, do not call, dnc, opted out, opt out, email opt out, unsubscribed, has
        opted out of email, unsubscribed from all email, non contattare, nicht kontaktieren, ne pas contacter,
        no contactar, aramayın, iletişime geçme, mos kontakto""",
    "reference": """record id, lead id, contact id, external id, customer id, reference, place id""",
    "rating": "rating, total score, review rating, stars, valutazione, bewertung, puan, vlerësimi, note moyenne",
    "reviews": "reviews count, review count, user rating count, number of reviews, reviews, recensioni",
    "website": "website, web site, website uri, web, site, url sito, sito web, sito, webseite, site web, sitio web",
    "is_test": "is test, test lead",
    "consent.marketing": """marketing consent, consent marketing, newsletter, consenso marketing, marketing opt
        in, marketing, consenso al marketing, werbeeinwilligung, einwilligung marketing, consentement marketing,
        consentimiento marketing, pazarlama izni, ticari ileti izni, pëlqim marketing, pëlqimi për marketing""",
    "consent.marketing.whatsapp": """whatsapp opt in, whatsapp consent, consenso whatsapp, whatsapp
        einwilligung, whatsapp izni, pëlqim whatsapp""",
    "consent.marketing.sms": "sms opt in, sms consent, consenso sms, sms izni",
    "consent.marketing.mail": "email opt in, email consent, consenso email, e-mail izni",
    "consent.contact": """consent, privacy, privacy consent, gdpr, gdpr consent, consenso, consenso privacy,
        einwilligung, datenschutz, consentement, rgpd, consentimiento, kvkk, kvkk onayı, izin, pëlqimi, pëlqim""",
}  # fmt: skip


def target_named(name: str) -> str:
    """What a column of this name becomes; empty when the name says nothing."""
    return _targets().get(folded(name), "")


@cache
def _targets() -> dict[str, str]:
    listed = [(target, one) for target, names in NAMES.items() for one in names.split(",")]
    return {folded(one): target for target, one in reversed(listed)}
