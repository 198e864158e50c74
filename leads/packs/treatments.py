"""The price list of a new clinic (F:2c): 13 treatments, in euros, as clinics in Tirana, Istanbul and Budapest list
them. A start, which the clinic overwrites with its own prices.

How names and other words are compared: leads.services.treatments.
"""

from dataclasses import dataclass

# In the order of each line of names below; one name alone is the same in all.
LANGUAGES = ("en", "it", "de", "fr", "es", "tr", "sq", "pl", "ro", "nl")


@dataclass(frozen=True)
class Listed:
    """Prices are whole euros, for one tooth or one jaw as is usual. `said` is a name in each of LANGUAGES; `also`,
    words that people type beside the names."""

    code: str
    category: str
    prices: tuple[int, int]
    visits: int
    healing_months: int
    said: str
    also: str

    @property
    def names(self) -> dict[str, str]:
        given = [" ".join(name.split()) for name in self.said.split("/")]
        return dict(zip(LANGUAGES, given if len(given) > 1 else given * len(LANGUAGES), strict=True))

    @property
    def name(self) -> str:
        return self.names["en"]

    @property
    def aliases(self) -> list[str]:
        return [" ".join(words.split()) for words in self.also.split(",")]


TREATMENTS = (
    Listed(
        "single-implant",
        "implants",
        (450, 950),
        2,
        3,
        """Single implant / Impianto singolo / Einzelimplantat / Implant unitaire / Implante unitario / Tek diş
        implantı / Implant i vetëm / Pojedynczy implant / Implant unic / Enkel implantaat""",
        """implant, implants, dental implant, dental implants, tooth implant, screw tooth, impianto, impianti,
        impianto dentale, impianti dentali, implantologia, implantat, implantate, zahnimplantat,
        zahnimplantate, implantologie, implant dentaire, implants dentaires, implante, implantes, implante
        dental, implantes dentales, diş implantı, implantlar, implant tedavisi, implant dhëmbi, implante
        dentare, implanti, implanty, implanty zębowe, implanturi, implant dentar, implantaat, implantaten""",
    ),
    Listed(
        "all-on-4",
        "implants",
        (3900, 6900),
        2,
        4,
        "All-on-4",
        """allon4, all on four, all in 4, all4, all on 4 implants, four implants, 4 implants, 4 impianti,
        quattro impianti, 4 implantate, vier implantate, 4 implantes, 4 implantate fix, 4 implant üstü sabit
        protez, 4 implante, all on 4 dental implants""",
    ),
    Listed(
        "all-on-6",
        "implants",
        (4900, 8900),
        2,
        4,
        "All-on-6",
        """allon6, all on six, all in 6, all6, all on 6 implants, six implants, 6 implants, 6 impianti, sei
        impianti, 6 implantate, sechs implantate, 6 implantes, 6 implante, 6 implant üstü sabit protez, all
        on 6 dental implants""",
    ),
    Listed(
        "zirconia-crown",
        "crowns",
        (180, 350),
        1,
        0,
        """Zirconia crown / Corona in zirconio / Zirkonkrone / Couronne en zircone / Corona de zirconio /
        Zirkonyum kaplama / Kurorë zirkoni / Korona cyrkonowa / Coroană din zirconiu / Zirkonium kroon""",
        """crown, crowns, dental crown, dental crowns, zirconia, zirconia crowns, zirconium crowns, zirconium
        crown, zirconium, porcelain crown, porcelain crowns, corona, corone, corona dentale, corone dentali,
        corone in zirconio, capsula, capsule, zirconio, krone, kronen, zahnkrone, zahnkronen, zirkonkronen,
        zirkon, couronne, couronnes, couronne dentaire, couronnes en zircone, zircone, coronas, corona
        dental, coronas de zirconio, corona zirconio, kaplama, zirkonyum, zirkon kaplama, porselen kaplama,
        kron, diş kaplama, kurorë, kurora, kurora zirkoni, këllëf, këllëfë, korona, korony, korona zębowa,
        coroană, coroane, coroană dentară, kroon, kronen zirkonium""",
    ),
    Listed(
        "emax-veneer",
        "aesthetic",
        (220, 420),
        1,
        0,
        """E-max veneer / Faccetta E-max / E-max-Veneer / Facette E-max / Carilla E-max / E-max lamina / Faseta
        E-max / Licówka E-max / Fațetă E-max / E-max facing""",
        """emax, e max, emax veneers, e max veneers, veneer, veneers, porcelain veneers, dental veneers,
        lumineers, hollywood smile, smile makeover, laminate veneers, faccetta, faccette, faccette dentali,
        faccette estetiche, faccette in ceramica, verblendschale, verblendschalen, keramikveneers,
        zahnveneers, facette, facettes, facettes dentaires, carilla, carillas, carillas dentales, lamina,
        lamine, yaprak porselen, lamina kaplama, gülüş tasarımı, hollywood gülüşü, fasete, faseta, fasetat,
        veneera, licówki, licówka, fațete, fațete dentare, facing, facings, veneers porselein""",
    ),
    Listed(
        "bridge",
        "crowns",
        (540, 1200),
        1,
        0,
        "Bridge / Ponte / Brücke / Bridge / Puente / Köprü / Urë / Most / Punte / Brug",
        """bridges, dental bridge, tooth bridge, fixed bridge, ponte dentale, ponti, ponte fisso, zahnbrücke,
        zahnbrücken, brücken, bridge dentaire, pont dentaire, puente dental, puentes, diş köprüsü, köprü
        diş, urë dentare, ura, urë dhëmbësh, most zębowy, mosty, punte dentară, punți dentare, brug tanden,
        tandbrug""",
    ),
    Listed(
        "root-canal",
        "general",
        (80, 220),
        1,
        0,
        """Root canal / Devitalizzazione / Wurzelbehandlung / Traitement de racine / Endodoncia / Kanal
        tedavisi / Mjekim kanali / Leczenie kanałowe / Tratament de canal / Wortelkanaalbehandeling""",
        """root canals, root canal treatment, root treatment, endodontics, endodontic treatment, cura canalare,
        terapia canalare, devitalizzare, endodonzia, trattamento canalare, wurzelkanalbehandlung,
        wurzelbehandlungen, endodontie, dévitalisation, traitement canalaire, endodontia, tratamiento de
        conducto, matar el nervio, kanal, diş kanal tedavisi, trajtim kanali, heqje nervi, kanałowe,
        endodoncja, endodonție, zenuwbehandeling""",
    ),
    Listed(
        "sinus-lift",
        "surgery",
        (450, 900),
        1,
        6,
        """Sinus lift / Rialzo del seno mascellare / Sinuslift / Sinus lift / Elevación de seno / Sinüs lifting
        / Ngritje e sinusit / Podniesienie dna zatoki / Sinus lift / Sinuslift""",
        """sinus lifting, sinus augmentation, rialzo seno, rialzo di seno, grande rialzo, sinusbodenelevation,
        sinuslifting, élévation du sinus, soulevé de sinus, comblement de sinus, elevación de seno maxilar,
        sinüs kaldırma, sinüs yükseltme, sinus liftingu""",
    ),
    Listed(
        "bone-graft",
        "surgery",
        (250, 700),
        1,
        6,
        """Bone graft / Innesto osseo / Knochenaufbau / Greffe osseuse / Injerto óseo / Kemik tozu uygulaması /
        Shtim kocke / Przeszczep kości / Grefă osoasă / Botopbouw""",
        """bone grafts, bone grafting, bone augmentation, ridge augmentation, not enough bone, innesto di osso,
        rigenerazione ossea, aumento osseo, poco osso, knochentransplantation, knochenaugmentation,
        augmentation, greffe d'os, greffe d’os, injerto de hueso, regeneración ósea, kemik tozu, kemik
        grefti, kemik ekleme, kemik nakli, transplant kocke, graft kocke, regenerim kocke, augmentacja
        kości, adiție de os, adiție osoasă, bottransplantatie""",
    ),
    Listed(
        "whitening",
        "aesthetic",
        (120, 250),
        1,
        0,
        """Whitening / Sbiancamento / Bleaching / Blanchiment / Blanqueamiento / Diş beyazlatma / Zbardhim
        dhëmbësh / Wybielanie / Albire / Tanden bleken""",
        """teeth whitening, tooth whitening, tooth bleaching, white teeth, whiten, sbiancamento denti,
        sbiancamento dentale, sbiancare i denti, denti bianchi, zahnaufhellung, zahnbleaching, zähne
        bleichen, zähne aufhellen, weiße zähne, blanchiment dentaire, blanchiment des dents, blanqueamiento
        dental, dientes blancos, beyazlatma, bleaching yaptırmak, zbardhim, zbardhimi i dhëmbëve, zbardhje,
        wybielanie zębów, albire dentară, albirea dinților, bleken""",
    ),
    Listed(
        "full-mouth-rehab",
        "crowns",
        (4500, 12000),
        2,
        4,
        """Full-mouth rehabilitation / Riabilitazione completa / Gesamtsanierung / Réhabilitation complète /
        Rehabilitación oral completa / Tam ağız rehabilitasyonu / Rehabilitim i plotë i gojës /
        Rekonstrukcja całego uzębienia / Reabilitare orală completă / Volledige gebitsrenovatie""",
        """full mouth rehab, full mouth, full mouth restoration, full mouth reconstruction, full mouth
        implants, full mouth dental implants, full set of teeth, new teeth, all my teeth, full arch, teeth
        replacement, arcata completa, bocca completa, tutta la bocca, riabilitazione orale completa, tutti i
        denti, denti fissi, komplettsanierung, gebisssanierung, kompletter zahnersatz, alle zähne, neue
        zähne, feste zähne, réhabilitation buccale complète, bouche complète, toutes les dents,
        rehabilitación completa, boca completa, toda la boca, todos los dientes, dientes fijos, tüm ağız,
        tam ağız, bütün dişler, tüm dişler, komple diş, full ağız, gjithë goja, goja e plotë, të gjithë
        dhëmbët, dhëmbë të rinj, dhëmbë fiks, cała szczęka, toată gura, dantura completă, volledig gebit""",
    ),
    Listed(
        "orthodontics",
        "orthodontics",
        (1500, 3200),
        6,
        0,
        """Orthodontics / Ortodonzia / Kieferorthopädie / Orthodontie / Ortodoncia / Ortodonti / Ortodonci /
        Ortodoncja / Ortodonție / Orthodontie""",
        """braces, aligners, clear aligners, invisalign, orthodontic treatment, straighten my teeth, crooked
        teeth, apparecchio, apparecchio dentale, apparecchio invisibile, allineatori, mascherine, denti
        storti, zahnspange, zahnspangen, aligner, schiefe zähne, appareil dentaire, bagues, gouttières,
        aligneurs, brackets, alineadores, diş teli, şeffaf plak, tel tedavisi, aparat, aparat dentar, tela
        dhëmbësh, aparat ortodontik, aparat ortodontyczny, nakładki, beugel""",
    ),
    Listed(
        "hygiene",
        "general",
        (40, 90),
        1,
        0,
        """Hygiene / Igiene dentale / Zahnreinigung / Détartrage / Limpieza dental / Diş taşı temizliği /
        Pastrim dhëmbësh / Higienizacja / Detartraj / Gebitsreiniging""",
        """dental hygiene, cleaning, teeth cleaning, dental cleaning, scaling, scale and polish, igiene,
        pulizia denti, pulizia dei denti, pulizia dentale, detartrasi, ablazione tartaro, professionelle
        zahnreinigung, pzr, zahnsteinentfernung, nettoyage des dents, nettoyage dentaire, limpieza, limpieza
        bucal, profilaxis, diş temizliği, detertraj, pastrim, pastrim gurëzash, heqje gurëzash, higjienë,
        skaling, usuwanie kamienia, igienizare, tandsteen verwijderen, mondhygiëne""",
    ),
)
