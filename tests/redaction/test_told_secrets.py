"""Passwords, codes and numbers of persons as people write them: beside their word, below it, in tables, in log-ins."""

import pytest

from assistant.redaction import redact, restore
from assistant.redaction.placeholders import LABELS

BESIDE = [
    ("Passwort Tiger77 geht nicht", "Tiger77"),
    ("Temporary password Tiger-77 was sent", "Tiger-77"),
    ("Tiger77 is my current password", "Tiger77"),
    ("J'utilise Fleur2021 comme mot de passe", "Fleur2021"),
    ("la contraseña temporal Playa#21 no sirve", "Playa#21"),
    ("Passwort\nLöwe88?\n", "Löwe88?"),
    ("password: Orange 12", "Orange 12"),
    ("Passwort für das WLAN: Gartenzwerg 7", "Gartenzwerg 7"),
    ("passphrase: correct horse battery staple", "horse battery"),
    ("パスワードSakura2024でログイン", "Sakura2024"),
    ("PWはKyoto_77です", "Kyoto_77"),
]
LOGINS = [
    ("login is x@x with Tiger77!", "Tiger77!"),
    ("logged in with bob / Tiger77!", "Tiger77!"),
    ("connecté avec jean / Fromage22", "Fromage22"),
    ("user maria: Sonne88x", "Sonne88x"),
    ("login for maria: Sonne88x", "Sonne88x"),
    ("identifiant: jean / Fromage22", "Fromage22"),
    ("login: Tiger77!", "Tiger77!"),
    ("tanaka / Kawaii2023 でログインしました", "Kawaii2023"),
]
CODES = [
    ("the code is 482913", "482913"),
    ("Ihr Bestätigungscode lautet 482 913", "482 913"),
    ("482913 is your verification code", "482913"),
    ("Le code reçu par SMS : 902145", "902145"),
    ("código de recuperación: QX77-PL02-MM19", "QX77-PL02-MM19"),
    ("Recovery codes below:\n8f2k-91mz\n7hq2-xx81", "7hq2-xx81"),
    ("認証コードは482913です", "482913"),
    ("暗証番号は4471です", "4471"),
]
TABLES = [
    ("| Benutzer | Kennwort |\n|---|---|\n| ana | Wald5566 |\n| uli | sonne |", "sonne"),
    ("Host,User,Passwd\nsrv1,deploy,Rocket2023\nsrv2,deploy,Comet2023", "Comet2023"),
    ("ACCOUNT     PASSWORD\nkiosk-1     Amber2201\nkiosk-2     Ivory2202", "Ivory2202"),
]
NUMBERS = [
    ("SSN 123-45-6789 is wrong", "123-45-6789"),
    ("passport no C01X00T47", "C01X00T47"),
    ("codice fiscale RSSMRA85T10A562S", "RSSMRA85T10A562S"),
    ("mi DNI es 12345678Z", "12345678Z"),
    ("CPF 529.982.247-25", "529.982.247-25"),
    ("BSN 111222333", "111222333"),
    ("NIR 2 55 08 14 168 025 38", "168 025"),
    ("Steuer-ID 36 574 261 809", "36 574 261 809"),
    ("マイナンバーは 1234 5678 9018 です", "5678"),
]
HARMLESS = [
    "password reset failed, Passwort vergessen, Passwort Reset",
    "the password field is blank and must contain 8 characters",
    "password policy v2, password error E4102, password SUP-20431, password hashing uses bcrypt12 and SHA256",
    "password expired yesterday after 90 days, next on 2025-01-15",
    "Password:\nForgot password?\nSign in",
    "Login with Chrome120 and Firefox118 fails, as admin with Windows11 and Edge131 too",
    "code 500, error code 4031, the exit code is 137137, the discount code is 482913",
    "el código de producto es 482913, il codice cliente è 482913, de foutcode is 482913",
    "エラーコードは482913です。パスワードは8文字以上必要です",
    "verification code emails are delayed by 2400 seconds",
    "| Setting | Password policy | Value |\n| a | strong | 12 |",
    "order 12345678Z, invoice 529982247, ticket 111222333, tracking number 123-45-6789",
    # engineering needs these: a label names an id, not a log-in
    "Compared both on their account: pj-20417 is the only run",
    "Identifiant de la tâche : tsk_3b07f1",
    "identifiant du lot : LOT-2207-C",
    "user id: u_31988",
    "usuario: caja-07c",
    "Benutzer: kd_2210x sieht die Maske nicht",
    "account id = acc_90214b, account number: AN-55x-1",
    "passport photo 2024-11-01 is missing, the DNI field shows error 12345678",
]


@pytest.mark.parametrize(("text", "secret"), [*BESIDE, *LOGINS, *CODES, *TABLES, *NUMBERS])
def test_it_is_gone_and_comes_back(text: str, secret: str) -> None:
    masked = redact(text)
    assert secret not in masked.text
    assert restore(masked) == text
    assert redact(masked.text).text == masked.text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert redact(text).text == text


def test_a_number_of_a_person_has_its_own_kind_and_is_masked_without_being_asked_for() -> None:
    masked = redact("SSN 123-45-6789")
    assert masked.counts == {"national_id": 1}
    assert masked.text == f"SSN <{LABELS['national_id']}_1>"
