"""What a sentence asserts is found in other words and other languages; what it does not assert is not."""

import pytest

from assistant.grounding import AssertionKind, find_assertions

R, C, D, M = (
    AssertionKind.RESOLVED, AssertionKind.CAUSE, AssertionKind.DATA_STATE, AssertionKind.CONCESSION,
)  # fmt: skip
K, G, T, A, X = (
    AssertionKind.CREDENTIAL_REQUEST, AssertionKind.GUARANTEE, AssertionKind.INTERNAL_TERM,
    AssertionKind.OTHERS_AFFECTED, AssertionKind.DESTRUCTIVE,
)  # fmt: skip

ASSERTED = [
    ("en", R, "Good news: the nightly sync has been completely restored."),
    ("en", R, "Your technicians can carry on, as logins are working normally."),
    ("en", C, "A misplaced comma in your import template triggered the outage."),
    ("en", C, "The delay happened due to a full queue on our side."),
    ("en", D, "Nobody else had access to your reports."),
    ("en", D, "Some of your invoices were overwritten during the night."),
    ("en", M, "As a gesture of goodwill we are adding two free months to your plan."),
    ("en", M, "You won't be charged for November."),
    ("en", K, "Could you reply with the API token you use for the integration?"),
    ("en", K, "To continue we need your one-time code."),
    ("en", G, "Rest assured that this will never happen again."),
    ("en", T, "We have classed the case as P1 and passed it to tier 3."),
    ("en", A, "A handful of clients have run into this since Monday."),
    ("en", X, "Please wipe the local database and start over."),
    ("de", R, "Seit 9 Uhr sind die Anmeldungen wieder möglich."),
    ("de", C, "Der Ausfall entstand, weil ein Zertifikat abgelaufen war."),
    ("de", D, "Ihre Unterlagen wurden von niemandem eingesehen."),
    ("de", M, "Für November stellen wir Ihnen nichts in Rechnung."),
    ("de", K, "Schicken Sie mir bitte kurz den Bestätigungscode."),
    ("de", G, "Das wird nie wieder vorkommen."),
    ("de", A, "Auch bei mehreren anderen Mandanten tritt das auf."),
    ("de", X, "Bitte deinstallieren Sie die Anwendung vollständig."),
    ("fr", R, "La synchronisation fonctionne à nouveau depuis midi."),
    ("fr", C, "La panne a été provoquée par une mise à jour défectueuse."),
    ("fr", D, "Aucune donnée n'a été divulguée."),
    ("fr", M, "Nous vous accordons une remise de 10 % sur la prochaine facture."),
    ("fr", K, "Pourriez-vous nous communiquer le code reçu par SMS ?"),
    ("fr", G, "Nous vous garantissons que cela ne se reproduira plus."),
    ("fr", A, "D'autres clients ont signalé la même chose."),
    ("es", R, "La aplicación vuelve a funcionar con normalidad."),
    ("es", C, "El fallo fue provocado por un certificado caducado."),
    ("es", D, "Sus archivos no se han perdido."),
    ("es", M, "Le concederemos un descuento en la próxima factura."),
    ("es", K, "¿Podría indicarnos su contraseña actual?"),
    ("es", G, "Le garantizamos que no volverá a ocurrir."),
    ("es", A, "Varias empresas nos han comunicado lo mismo."),
    ("it", R, "La stampa funziona di nuovo."),
    ("it", C, "Il blocco è stato causato da un certificato scaduto."),
    ("it", D, "Nessun documento è stato divulgato."),
    ("it", M, "Riceverà un rimborso completo per questo mese."),
    ("it", K, "Ci può mandare il codice di verifica?"),
    ("it", G, "Le garantiamo che non succederà più."),
    ("it", A, "Anche altri clienti hanno lo stesso problema."),
    ("pt", R, "As notificações voltaram a funcionar ontem."),
    ("pt", C, "A falha foi causada por um certificado expirado."),
    ("pt", D, "Nenhum ficheiro foi perdido."),
    ("pt", M, "Vamos conceder-lhe um desconto na próxima fatura."),
    ("pt", K, "Pode enviar-nos o código de verificação?"),
    ("pt", G, "Garantimos que isto não voltará a acontecer."),
    ("pt", A, "Outros clientes relataram o mesmo."),
    ("nl", R, "De koppeling werkt sinds vanmiddag weer."),
    ("nl", C, "De storing ontstond doordat een certificaat was verlopen."),
    ("nl", D, "Er zijn geen gegevens gelekt."),
    ("nl", M, "U krijgt van ons een korting op de volgende factuur."),
    ("nl", K, "Kunt u ons de verificatiecode doorgeven?"),
    ("nl", G, "Wij garanderen dat dit niet meer gebeurt."),
    ("nl", A, "Meerdere klanten hebben hetzelfde gemeld."),
    ("ja", R, "同期は先ほど復旧いたしました。"),
    ("ja", C, "証明書の期限切れが原因で障害が発生しました。"),
    ("ja", D, "お客様の情報は流出しておりません。"),
    ("ja", M, "来月分の料金を割引いたします。"),
    ("ja", K, "確認コードを教えていただけますか。"),
    ("ja", G, "二度と起こらないことをお約束いたします。"),
    ("ja", A, "他のお客様からも同様の報告がございます。"),
]  # fmt: skip

NOT_ASSERTED = [
    ("en", R, "We have not been able to get it fixed so far."),
    ("en", R, "I will write as soon as logins are working normally."),
    ("en", R, "Has the sync been restored on your side?"),
    ("en", R, "You wrote that the sync has been restored."),
    ("en", C, "We are still looking for what caused the outage."),
    ("en", C, "The reason for the delay is not known."),
    ("en", D, "We are examining whether any files were deleted."),
    ("en", D, "Make sure your data is backed up."),
    ("en", M, "Your request for a refund is with our billing desk."),
    ("en", M, "Feel free to call us."),
    ("en", K, "Please change your password on the sign-in page."),
    ("en", K, "We will never ask you to send us your PIN."),
    ("en", K, "Please send us the error code from the screen."),
    ("en", G, "We cannot promise a day yet."),
    ("en", T, "Your contract stays as it is."),
    ("en", A, "You told us that several customers of yours are affected."),
    ("en", X, "Please do not delete the folder."),
    ("en", X, "Clear the cookies of your browser."),
    ("de", R, "Sobald die Anmeldung wieder möglich ist, schreibe ich Ihnen."),
    ("de", C, "Warum der Export abbricht, wissen wir noch nicht."),
    ("de", D, "Ob Daten verloren gingen, prüfen wir noch."),
    ("de", M, "Sie haben um eine Erstattung gebeten."),
    ("de", K, "Bitte ändern Sie Ihr Passwort."),
    ("de", G, "Einen Termin können wir noch nicht versprechen."),
    ("de", A, "Ihre Kunden sehen eine leere Seite."),
    ("fr", R, "Le défaut n'est toujours pas corrigé."),
    ("fr", C, "Nous ne connaissons pas encore la cause."),
    ("fr", D, "Nous vérifions si des données ont été perdues."),
    ("fr", K, "Veuillez réinitialiser votre mot de passe."),
    ("fr", M, "Vous avez demandé un remboursement."),
    ("es", R, "Le avisaremos cuando el error esté corregido."),
    ("es", C, "Todavía no conocemos la causa."),
    ("es", K, "No nos envíe nunca su contraseña."),
    ("es", M, "Usted nos pidió un reembolso."),
    ("it", R, "Le scriveremo appena il guasto sarà risolto."),
    ("it", C, "La causa non è ancora nota."),
    ("it", K, "La preghiamo di cambiare la password."),
    ("pt", R, "Escreveremos assim que o erro estiver corrigido."),
    ("pt", C, "Ainda não sabemos qual é a causa."),
    ("pt", K, "Nunca nos envie a sua senha."),
    ("nl", R, "Wij schrijven u zodra de storing is verholpen."),
    ("nl", C, "Wat de oorzaak is, weten we nog niet."),
    ("nl", K, "Wijzig uw wachtwoord op de inlogpagina."),
    ("ja", R, "復旧次第、ご連絡いたします。"),
    ("ja", C, "原因は現在調査中です。"),
    ("ja", K, "パスワードを再設定してください。"),
    ("ja", D, "情報が流出したかどうかは確認中です。"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "kind", "sentence"), ASSERTED)
def test_what_is_asserted_is_found(language: str, kind: AssertionKind, sentence: str) -> None:
    assert kind in {a.kind for a in find_assertions(sentence, language=language)}


@pytest.mark.parametrize(("language", "kind", "sentence"), NOT_ASSERTED)
def test_what_is_not_asserted_is_not(language: str, kind: AssertionKind, sentence: str) -> None:
    assert kind not in {a.kind for a in find_assertions(sentence, language=language)}


def test_the_quote_stands_in_the_sentence_and_the_sentence_in_the_text() -> None:
    text = "Dear Ms Li,\n\n- No files were lost.\nThe cause is a full disk. It is not fixed yet."
    found = find_assertions(text, language="en")
    assert [(a.kind, a.negated) for a in found] == [(D, True), (C, False)]
    assert all(a.quote in a.sentence and a.sentence in text for a in found)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "pt", "nl", "ja"])
def test_every_language_has_every_kind_and_each_pattern_compiles(language: str) -> None:
    from assistant.grounding.assertion_words import assertion_words

    words = assertion_words(language)
    assert all(words.kind(kind.value) for kind in AssertionKind)
    assert words.general("negation") and words.general("condition") and words.general("reported")


def test_an_unknown_language_is_read_as_english() -> None:
    assert find_assertions("The import is fixed.", language="sv")[0].kind is R


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Merci de n'envoyer ni mot de passe, ni clé, ni numéro de carte."),
        ("de", "Bitte senden Sie weder Passwort noch Schlüssel noch Kartennummer."),
        ("it", "La preghiamo di non inviare né password né chiavi."),
        ("nl", "Stuur geen wachtwoorden, sleutels of kaartnummers."),
    ],
)
def test_asking_to_send_no_secret_is_no_request_for_one(language: str, text: str) -> None:
    assert find_assertions(text, language=language) == ()
