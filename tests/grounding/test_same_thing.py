"""A statement that says a source's thing in another form stands; one that says another thing does not."""

from datetime import UTC, datetime

import pytest

from assistant.grounding import ClaimKind, Ground, find_claims

RECEIVED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""A Friday."""

SAME = [
    # numbers
    ("en", "en", "1,200 orders are stuck.", "1200 orders are stuck."),
    ("en", "de", "1,200 orders are stuck.", "Es hängen 1.200 Bestellungen."),
    ("de", "en", "Es hängen 1.200 Bestellungen.", "About 1.2k orders are stuck."),
    ("fr", "fr", "Nous avons 1 200 commandes bloquées.", "Les 1200 commandes sont bloquées."),
    ("de", "de", "Wir haben 1'200 Aufträge.", "Es sind 1200 Aufträge."),
    ("en", "en", "Three customers wrote to us.", "3 customers wrote."),
    ("en", "en", "3 customers wrote to us.", "Three customers wrote."),
    ("en", "en", "Twenty-five users are affected.", "We noted 25 users."),
    ("en", "en", "Two hundred and forty stores.", "The stores number 200 and 40."),
    ("de", "en", "Zwölf Kollegen sind betroffen.", "12 colleagues cannot work."),
    ("de", "de", "Fünfundzwanzig Filialen stehen.", "25 Filialen stehen."),
    ("de", "de", "Zweihundert Nutzer klagen.", "200 Nutzer sind betroffen."),
    ("fr", "fr", "Quatre-vingt-dix comptes sont touchés.", "90 comptes sont touchés."),
    ("fr", "fr", "Vingt et un postes sont à l'arrêt.", "21 postes sont à l'arrêt."),
    ("es", "es", "Treinta y dos tiendas no cobran.", "32 tiendas no cobran."),
    ("es", "es", "Una docena de clientes.", "12 clientes."),
    ("it", "it", "Ventotto utenti fermi.", "28 utenti fermi."),
    ("pt", "pt", "Vinte e três lojas paradas.", "23 lojas paradas."),
    ("nl", "nl", "Vijfendertig winkels liggen stil.", "35 winkels liggen stil."),
    ("ja", "ja", "三社から報告がありました。", "3社から報告をいただいています。"),
    ("ja", "ja", "18台すべてで発生しています。", "十八台で発生しています。"),
    ("en", "en", "It failed on the third attempt.", "It failed on attempt 3."),
    ("en", "en", "3 of 5 uploads fail.", "Three of the five uploads fail: 3/5."),
    ("en", "en", "20% of calls fail.", "20 percent of calls fail."),
    ("de", "fr", "Bei 20 Prozent der Anrufe.", "Pour 20 % des appels."),
    # money and sizes
    ("en", "en", "The deal is worth $1.9M.", "The deal is worth USD 1,900,000."),
    ("en", "de", "The deal is worth $1.9M.", "Es geht um 1,9 Mio. USD."),
    ("de", "en", "Achtung: 310 TEUR p.a.", "ARR: 310000 EUR"),
    ("ja", "en", "120万円の損失です。", "The loss is JPY 1,200,000."),
    ("en", "en", "The file is 1.5 GB.", "The file has 1500 MB."),
    ("en", "fr", "The file is 20 MB.", "Le fichier fait 20 Mo."),
    ("en", "en", "It takes 500ms.", "It takes half a second: 0.5 s."),
    # dates
    ("en", "en", "It began on 2026-11-13.", "It began on 13 November 2026."),
    ("en", "en", "It began on 11/13/2026.", "It began on Nov 13th, 2026."),
    ("de", "de", "Letzter Abruf war Freitag 13.11. abends.", "Seit dem 13. November 2026."),
    ("de", "ja", "Seit dem 13.11.2026.", "2026年11月13日より発生しています。"),
    ("fr", "fr", "Depuis le 1er novembre.", "Depuis le 01/11/2026."),
    ("es", "es", "Desde el 5 de noviembre de 2026.", "Desde el 05/11/2026."),
    ("pt", "pt", "Desde 5 de novembro.", "Desde 05/11/2026."),
    ("it", "it", "Dal 5 novembre.", "Dal 5/11/2026."),
    ("nl", "nl", "Sinds 5 november.", "Sinds 5-11-2026."),
    ("en", "en", "It started yesterday.", "It started on 19 November 2026."),
    ("de", "de", "Seit vorgestern geht nichts.", "Seit dem 18. November 2026."),
    ("en", "en", "It has been down since Monday.", "Down since 16 November 2026."),
    ("en", "en", "We wrote 3 days ago.", "First report: 2026-11-17."),
    ("de", "de", "Wir haben vor drei Tagen geschrieben.", "Erste Meldung: 17.11.2026."),
    ("es", "es", "Escribimos hace tres días.", "Primer aviso: 17/11/2026."),
    ("ja", "ja", "昨日から動きません。", "2026年11月19日から"),
    ("en", "en", "since the 4th of this month, it is the 4th again", "since 2026-11-04"),
    ("en", "en", "The cut-over is on 2026-11-27.", "The cut-over is on Friday."),
    ("en", "en", "Seen 13 and 15 November.", "Seen on 2026-11-13 and 2026-11-15."),
    # times and durations
    ("en", "en", "It broke at 2 pm.", "It broke at 14:00."),
    ("de", "de", "Um 14 Uhr war Schluss.", "Seit 14:00 Uhr."),
    ("fr", "fr", "À 14h30 tout s'est arrêté.", "Arrêt à 14:30."),
    ("ja", "ja", "午後2時に停止しました。", "14:00に停止"),
    ("en", "en", "Logged at 2026-11-13T13:00:00Z.", "Logged at 14:00 CET."),
    ("en", "en", "We need it by ten on Friday.", "Needed by 10:00."),
    ("de", "de", "Seit halb zehn hängt es.", "Seit 9:30 Uhr."),
    ("en", "en", "BACS has to leave by noon.", "Due at 12:00."),
    ("en", "en", "The outage took 90 minutes.", "It took 1.5 hours."),
    ("en", "en", "The outage took 1 h 30 min.", "It took 90 minutes."),
    ("fr", "fr", "La panne a duré une heure et demie.", "La panne a duré 90 minutes."),
    ("de", "en", "Der Ausfall dauerte anderthalb Stunden.", "It took 90 minutes."),
    ("ja", "ja", "1時間半停止しました。", "90分停止しました。"),
    ("en", "en", "Resolution within 24h.", "The contract says 1 day."),
    ("en", "en", "It takes 2-3 hours.", "It takes between 2 hours and 3 hours."),
    # versions, codes, addresses
    ("en", "en", "We are on v4.18.2.", "Version 4.18.2 is affected."),
    ("en", "en", "We are on v4.18.2.", "The 4.18 line is affected."),
    ("en", "en", "Error E-412 shows up.", "Code e412."),
    ("en", "de", "See HK-2291.", "Siehe HK-2291-Ticket."),
    ("en", "en", "Ticket 4821 is open.", "See #4821."),
    ("en", "en", "See https://status.acme.example/incidents/7?x=1", "Status: status.acme.example"),
    ("en", "en", "Mail from <EMAIL_1>.", "We wrote to <EMAIL_1>."),
    ("en", "en", "It logs ERR_SSL_1 all day.", r"It logs ERR\_SSL\_1."),
    # names
    ("en", "en", "Maria Lopez opened it.", "We spoke to Maria Lopez; Maria's view is clear."),
    ("de", "de", "Selin Aydogan kümmert sich.", "In dieser Sache ist Frau Aydogan für Sie da, Selins Notiz liegt vor."),
    ("fr", "fr", "Anna a ouvert le dossier.", "C'est l'équipe d'Anna qui suit le dossier."),
    ("ja", "ja", "東雲製薬の早瀬です。", "早瀬様、お世話になっております。"),
    # quotes
    ("en", "en", 'He said "nothing works  at\nall here".', "The customer wrote: “Nothing works at all here.”"),
    ("en", "en", "It says cannot open the ledger, and then the batch is dropped.",
     "It says “cannot open the ledger … the batch is dropped”."),
    ("pt", "pt", "Só tem <b>um</b> campo de assinatura.", "“Só tem um campo de assinatura”"),
]  # fmt: skip

OTHER = [
    ("en", "en", "1,200 orders are stuck.", "1300 orders are stuck.", "1300"),
    ("en", "en", "3 customers wrote to us.", "Four customers wrote.", "Four"),
    ("de", "de", "Zwölf Kollegen sind betroffen.", "13 Kollegen sind betroffen.", "13"),
    ("en", "en", "We lost 14 minutes.", "14 users are affected.", "14"),
    ("en", "en", "20 users are affected.", "20% of users are affected.", "20%"),
    ("en", "en", "The deal is worth $1.9M.", "The deal is worth $1.8M.", "$1.8M"),
    ("en", "en", "The deal is worth $500.", "The deal is worth €500.", "€500"),
    ("en", "en", "The file is 20 MB.", "The file is 20 GB.", "20 GB"),
    ("en", "en", "It began on 2026-11-13.", "It began on 14 November 2026.", "14 November 2026"),
    ("en", "en", "It began on 13 November 2026.", "It began on 13 November 2027.", "13 November 2027"),
    ("en", "en", "It started yesterday.", "It started on 12 November 2026.", "12 November 2026"),
    ("en", "en", "The call is on 24 November 2026.", "The call is on Friday.", "Friday"),
    ("en", "en", "It broke at 2 pm.", "It broke at 15:00.", "15:00"),
    ("en", "en", "Logged at 13:00 UTC.", "Logged at 13:00 CET.", "13:00 CET"),
    ("en", "en", "The outage took 90 minutes.", "The outage took 90 hours.", "90 hours"),
    ("de", "de", "Antwort in 30 Minuten.", "Antwort in 30 Stunden.", "30 Stunden"),
    ("en", "en", "We are on v4.18.2.", "Version 4.1 is affected.", "4.1"),
    ("en", "en", "We are on v4.18.", "Version 4.18.2 is affected.", "4.18.2"),
    ("en", "en", "We are on v4.18.2.", "Version 4.18.3 is affected.", "4.18.3"),
    ("en", "en", "Error E-412 shows up.", "Error E-413 shows up.", "E-413"),
    ("en", "en", "See HK-2291.", "See HK-2219.", "HK-2219"),
    ("en", "en", "See https://status.acme.example/a", "See https://status.acme.example/b", "https://status.acme.example/b"),
    ("en", "en", "Mail from <EMAIL_1>.", "We wrote to <EMAIL_2>.", "<EMAIL_2>"),
    ("en", "en", "Mail from ana@corvane.example.", "We wrote to ana@paxgrid.example.", "ana@paxgrid.example"),
    ("en", "en", "Maria Lopez opened it.", "We spoke to Mario Lopez.", "Mario"),
    ("en", "en", "The export fails.", "The export fails for Contoso as well.", "Contoso"),
    ("de", "de", "Der Export läuft nicht.", "Frau Brandl kümmert sich darum.", "Brandl"),
    ("de", "de", "Der Export läuft nicht.", "Auch die Nordwind Handels GmbH ist betroffen.", "Handels"),
    ("fr", "fr", "L'export échoue.", "L'export échoue aussi chez Durand.", "Durand"),
    ("es", "es", "La exportación falla.", "Hemos hablado con Iñaki.", "Iñaki"),
    ("it", "it", "L'esportazione fallisce.", "Ne abbiamo parlato con Bianchi.", "Bianchi"),
    ("pt", "pt", "A exportação falha.", "Falamos com a Joana.", "Joana"),
    ("nl", "nl", "De export werkt niet.", "Wij spraken met Sanne.", "Sanne"),
    ("ja", "ja", "東雲製薬の早瀬です。", "田中様、お世話になっております。", "田中"),
    ("en", "en", 'He said "nothing works at all here".', "He said “nothing works at home”.", "nothing works at home"),
    ("de", "de", "Er sagt: „Nun geht gar nichts.“", "Er sagt: „Nun geht fast nichts.“", "Nun geht fast nichts."),
]  # fmt: skip


@pytest.mark.parametrize(("there", "here", "source", "text"), SAME, ids=[s[3] for s in SAME])
def test_another_form_of_the_same_thing_stands(there: str, here: str, source: str, text: str) -> None:
    ground = Ground({"issue": source}, reference=RECEIVED, language=there)
    assert find_claims(text, language=here), "nothing was looked for"
    assert [m.claim.text for m in ground.misses(text, language=here)] == []


@pytest.mark.parametrize(("there", "here", "source", "text", "wrong"), OTHER, ids=[s[3] for s in OTHER])
def test_another_thing_is_a_miss(there: str, here: str, source: str, text: str, wrong: str) -> None:
    ground = Ground({"issue": source}, reference=RECEIVED, language=there)
    assert wrong in [m.claim.text for m in ground.misses(text, language=here)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "One of our engineers is looking at it. First, two things: please try again, and tell us what you see."),
        ("en", "1. Open the page.\n2. Press the button.\n\nPlease answer the three questions below; step 2 matters."),
        ("en", "**What we know:** We are on it 24/7. I'll write again today."),
        ("de", "Guten Tag,\n\nvielen Dank für Ihre Meldung. Die Umstände tun uns leid. Unser Support-Team prüft die "
               "Ursache bei Bedarf mit Spezialisten. Einer unserer Techniker meldet sich.\n\nMit freundlichen Grüßen"),
        ("fr", "Bonjour Madame, un de nos techniciens s'en occupe. Deux choses : la cause n'est pas connue, et nous "
               "restons à votre écoute."),
        ("es", "Estimada señora: uno de nuestros técnicos lo revisa. Les escribimos hoy mismo. Un saludo"),
        ("it", "Buongiorno, uno dei nostri tecnici se ne occupa. Le scriviamo oggi. Cordiali saluti"),
        ("pt", "Olá, um dos nossos técnicos está a tratar disto. Primeiro, pedimos duas coisas. Atenciosamente"),
        ("nl", "Goedendag, een van onze technici kijkt ernaar. Wij vragen u twee dingen. Met vriendelijke groet"),
        ("ja", "お客様にはご不便をおかけしております。一部の機能について十分に確認し、担当者よりご連絡いたします。"),
    ],
)  # fmt: skip
def test_ordinary_prose_claims_nothing(language: str, text: str) -> None:
    assert [c.text for c in find_claims(text, language=language)] == []


def test_a_miss_says_the_sentence_and_where_the_nearest_stands() -> None:
    source = "Hello.\nFor 14 users the export stops with E-412. Nothing else."
    (miss,) = Ground({"issue": source}).misses("We are sorry. The export stops for 17 users.")
    assert miss.claim.kind is ClaimKind.NUMBER
    assert miss.sentence == "The export stops for 17 users."
    assert (miss.nearest, miss.nearest_source) == ("14", "issue")
    assert miss.nearest_at is not None and source[slice(*miss.nearest_at)] == "14"


def test_known_words_need_no_proof() -> None:
    ground = Ground({"issue": "It fails."}, known=["Mio Tanaka", "Platform Operations", "2026-11-21T05:31:28+01:00"])
    text = "Mio Tanaka of Platform Operations writes again by 21 November 2026, 05:31 (UTC+01:00)."
    assert ground.supports(text)
    assert not ground.supports(text.replace("05:31", "06:31"))


def test_elapsed_time_counts_from_now() -> None:
    ground = Ground({"issue": "Down since 2026-11-16 08:20."}, reference=RECEIVED)
    now = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
    assert ground.misses("The customer has been waiting for 5 days.", now=now) == ()
    assert ground.misses("The customer has been waiting for 9 days.", now=now) != ()
