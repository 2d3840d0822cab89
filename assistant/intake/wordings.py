"""Wordings by which the writer of a message is told, in the languages messages come in."""

import re

from assistant.intake.words import late

SUPPORT_WORDS = late(
    r"thank(?:s| you) for (?:contacting|reaching out|getting in touch|your (?:patience|report"
    r"|message|email|request)|writing in|reporting|letting us know|bringing this|the (?:details"
    r"|logs|report))|"
    r"\bi(?:'m| am| will be) (?:happy|glad) to help|could you (?:please |kindly )?(?:send|share"
    r"|provide|confirm|try|tell|let us|let me|check)|can you (?:please )?(?:send|share|provide"
    r"|confirm|try)|"
    r"\b(?:i|we)(?:'ve| have)? (?:escalated|passed (?:this|it)|forwarded (?:this|it) to"
    r"|raised (?:this|it|a ticket))|\bour (?:(?:engineering|development|product) team|engineers|developers)\b|"
    r"sorry (?:for the|to hear|about the) (?:inconvenience|trouble|delay|this)|we apologi[sz]e|apologies for|"
    r"vielen dank für ihre (?:anfrage|nachricht|meldung|e-?mail|rückmeldung|geduld)"
    r"|danke für (?:ihre|deine|eure) (?:anfrage|nachricht|meldung|geduld)|könn(?:en"
    r"|ten) sie (?:uns|mir|bitte)|"
    r"wir entschuldigen uns|unsere (?:entwicklung|technik|entwickler)|wir haben (?:ihr|das) .{0,30}weitergeleitet|"
    r"merci (?:de|pour) (?:nous avoir contact|votre (?:message|demande|patience|retour"
    r"|signalement))|pourriez-vous|pouvez-vous (?:nous|me)|nous avons bien reçu|désolés? (?:pour"
    r"|de)|"
    r"gracias por (?:contactar|ponerse en contacto|su (?:mensaje|consulta|paciencia)|tu (?:mensaje"
    r"|paciencia)|escribir|avisar)|¿?(?:podría|podrías|puede|puedes) (?:enviar|indicar|confirmar"
    r"|decir|probar|mandar)|lamentamos|"
    r"obrigad[oa] (?:por (?:entrar em contato|nos contatar|sua|seu)|pelo (?:contato|retorno))"
    r"|(?:você )?pode(?:ria)? (?:nos )?(?:enviar|confirmar|informar|mandar)|"
    r"grazie per (?:averci contattat|la (?:sua|tua)|il (?:suo|tuo))|(?:potrebbe|può|puoi"
    r"|potresti) (?:inviar|confermar|indicar|mandar)|ci scusiamo|"
    r"bedankt voor (?:uw|je|het)|(?:kunt u|kun je) (?:ons|mij|me)|お問い合わせ(?:いただき"
    r"|ありがとう)|ご連絡(?:いただき)?ありがとう|ご不便をおかけ",
    re.IGNORECASE,
)
"""What only an agent writes to a customer."""
THIRD_PERSON = late(
    r"(?:\b(?:the |this |vip |big )?(?:customer|client|cust|cx|end user|caller)"
    r"(?: [\w.&'’-]+){0,4}?(?: \([^()]{2,60}\))?,? (?:reports?"
    r"|reported|says?|said|states?|stated|sees?|is seeing|are seeing|is (?:unable|reporting|asking"
    r"|getting|experiencing|"
    r"complaining|furious|angry|upset|threatening|blocked|on)|cannot|can't|can not|wants?|wrote"
    r"|called|claims?|mentions?|mentioned|complains?|complained|has|have|had|asks?|asked|needs?"
    r"|confirmed|noticed|tried|threatens?|uses?|gets?)\b)|"
    r"\b(?:customer|client|cust|kunde|kundin)\s?:\s|\bescalating (?:on behalf|this)|\(l[12]\)"
    r"|\b(?:case|ticket) [\w-]+, mine\b|\bon behalf of (?:the )?(?:customer|client)|"
    r"\b(?:der|die|ein|unser)?\s?(?:kunde|kundin|anwender|anwenderin)\b.{0,30}?\b(?:meldet"
    r"|berichtet|sagt|schreibt|kann|hat|möchte|ist|beschwert|droht|wünscht|fragt|bekommt|sieht)\b|"
    r"\b(?:le|la|un|une|notre) cliente?\b.{0,25}?\b(?:signale|rapporte|dit|indique|ne peut|demande"
    r"|se plaint|a |est |nous|constate|voit)|"
    r"\b(?:el|la|un|una|nuestro) cliente\b.{0,25}?\b(?:informa|reporta|dice|indica|no puede|pide"
    r"|se queja|ha |está|tiene|comenta|ve )|"
    r"\b(?:o|um|nosso) cliente\b.{0,25}?\b(?:relata|informa|diz|reporta|não consegue|pede|reclama|está|tem)\b|"
    r"\b(?:il|un|nostro|la) cliente\b.{0,25}?\b(?:segnala|riferisce|dice|non riesce|chiede|lamenta"
    r"|ha |è )|\b(?:de|een|onze) klant\b.{0,25}?\b(?:meldt|zegt|kan|wil|vraagt|heeft|is|klaagt)\b|"
    r"(?:お客様|顧客|ユーザー)(?:より|から|が|は).{0,40}(?:報告|連絡|問い合わせ|申告|とのこと)",
    re.IGNORECASE,
)
"""What is written about a customer, not by one."""
AGENT_TALK = late(
    r"\b(?:demo|test) tenant\b|\b(?:from|at) level 1\b|\bL[123]\b|\bthe customer\b|\bcase \d"
    r"|\btenant thing\b|\bstatus page still\b|on the line\b"
)
"""What agents say among themselves."""
FIRST_PERSON = late(
    r"\b(?:i|i'm|i've|we|we're|we've|our|my|us|me|ich|wir|mir|uns|unser\w*|mein\w*|bei euch"
    r"|bei ihnen|je|j'\w+|nous|notre|nos|mon|ma|mes|moi|chez vous|"
    r"yo|nosotr[oa]s|nuestr[oa]s?|mi|mis|nos|tengo|tenemos|estamos|llevamos|hemos|puedo|podemos"
    r"|necesito|eu|nós|nosso|nossa|meu|minha|a gente|estamos|temos|preciso|consigo|"
    r"io|noi|nostr[oai]|mio|mia|abbiamo|siamo|non riesco|riusciamo|ik|wij|we|ons|onze|mijn|jag|vi"
    r"|vår|mig|jeg|min|mam|mamy|nasz\w*|moje?|mnie)\b|私|弊社|当社|こちら|我们|我",
    re.IGNORECASE,
)
"""The small words of somebody who tells of himself or his own people."""
CUSTOMER_WORDS = late(
    r"\b(?:your (?:product|app|software|platform|service|system|team|website|site|api|tool|support"
    r"|update|company)|please (?:help|fix|advise)|bei (?:euch|ihnen)|ihr(?:e|er)? (?:software"
    r"|system|produkt|app|programm)|"
    r"eure (?:software|app)|votre (?:logiciel|application|outil|plateforme|service|produit)"
    r"|chez vous|vuestr[oa]|su (?:plataforma|aplicación|sistema|servicio)|(?:o )?(?:sistema"
    r"|aplicativo|app) de vocês|"
    r"vostr[oa]|jullie|uw (?:systeem|software|app))\b|貴社|御社",
    re.IGNORECASE,
)
"""What only a customer writes to a vendor."""
GREETING = late(
    r"^\s*(?:hi|hello|hey|dear|hallo|guten (?:tag|morgen)|liebe[rs]?|sehr geehrte[rs]?|bonjour"
    r"|bonsoir|salut|cher|chère|hola|estimad[oa]|buen[oa]s (?:días|tardes)|ol[áa]|oi|bom dia"
    r"|boa tarde|prezad[oa]|"
    r"ciao|buongiorno|gentile|salve|beste|goedemorgen|hej|cześć|moin|servus)\s+(?:(?:frau|herr"
    r"|herrn|mr\.?|mrs\.?|ms\.?|mme|m\.|sr\.?a?|señora?)\s+)?(?P<name>[^\W\d_][\w'’-]+)",
    re.IGNORECASE,
)
"""A greeting, with the name that is greeted."""
LOOKING = late(
    r"\b(?:let me (?:look|check|see|have a look)|i'll (?:check|look|have a look)|on our side"
    r"|at our end|which version|what version|could you|can you|have you tried|"
    r"ich schaue|ich sehe (?:mir|nach)|je regarde|lo miro|voy a revisar|vou verificar|controllo"
    r"|ik kijk|aan onze kant|können sie|kannst du|pouvez-vous|puedes|probaste|has probado)\b",
    re.IGNORECASE,
)
"""What an agent answers while at work on a case."""
