"""Credentials in the notations and languages customers paste them in, and what only looks like one."""

import pytest

from assistant.redaction import redact, restore
from evals.redaction import HARD_NEGATIVES

ASSIGNED = [
    ("spring.datasource.password=Pr0dDb!x", "Pr0dDb!x"),
    ("DB_PASS='kd93!fj'", "kd93!fj"),
    ("export PGPASSWORD=topsecret1", "topsecret1"),
    ("- name: DB_PASSWORD\n  value: qwe123RT!", "qwe123RT!"),
    ('{"name":"API_TOKEN","value":"4f9d8e7c6b5a43210fed"}', "4f9d8e7c6b5a43210fed"),
    ('{"username":"bob","password":"s3cr3t!","remember":true}', "s3cr3t!"),
    ('<add key="SmtpPassword" value="Mail!2024"/>', "Mail!2024"),
    ("<key>password</key>\n<string>ios!Pass9</string>", "ios!Pass9"),
    ("<secret>{AQAAABAAA kx93JfmQ02LdWz71}</secret>", "kx93JfmQ02LdWz71"),
    ("user=admin&password=adm1n%21x&redirect=%2F", "adm1n%21x"),
    ('if (apiKey == "kd83JfmQ02LdWz71") {', "kd83JfmQ02LdWz71"),
    ('variable "vendor_api_token" {\n  default = "00dkd83JfmQ02LdWz71"\n}', "00dkd83JfmQ02LdWz71"),
    ("machine git.example login ann password pass123", "pass123"),
    ("AnyVendorNobodyKnows_key = 7f3kd02lxQ9zmAA71bc", "7f3kd02lxQ9zmAA71bc"),
    ("encryption key: 00112233445566778899aabbccddeeff", "00112233445566778899aabbccddeeff"),
    ("| apiKey | e9e0f062f587b423bb6cc6328eb786d75b45783e |", "e9e0f062f587b423bb6cc6328eb786d75b45783e"),
    ("Server=db;Uid=app;Pwd=secret;Database=x", "secret"),
]

TOLD = [
    ("The password for the portal is Winter_2025!", "Winter_2025!"),
    ("I changed my password to Tiger!55 yesterday", "Tiger!55"),
    ("Das Passwort für den Admin-Zugang lautet jetzt: Regen#77", "Regen#77"),
    ("Passwort wurde auf Herbst!24 geändert", "Herbst!24"),
    ("le mot de passe du compte est Chat-Noir9", "Chat-Noir9"),
    ("la contraseña de la cuenta es Perro*88", "Perro*88"),
    ("la password è Gatto2024!", "Gatto2024!"),
    ("a senha do usuário é Bola@2023", "Bola@2023"),
    ("het wachtwoord is Fiets2024!", "Fiets2024!"),
    ("パスワードは「Fuji#77x」です。", "Fuji#77x"),
    ("username: bob\npassword: kitten", "kitten"),
    ("Benutzer: anna, Passwort: Sonne", "Sonne"),
    ("identifiants : jean / Fromage22", "Fromage22"),
    ("the PIN is 4821", "4821"),
]

CARRIED = [
    ("postgresql://app:pa%24%24w0rd@db:5432/x", "pa%24%24w0rd"),
    ("redis://:r3d1sPw@cache:6379/0", "r3d1sPw"),
    ("amqp://a:Qu3ue!1@mq1:5672,b:Qu3ue!2@mq2:5672/vh", "Qu3ue!2"),
    ("jdbc:oracle:thin:scott/t1ger9@db:1521:x", "t1ger9"),
    ("SharedAccessKeyName=Root;SharedAccessKey=abcD1234efGh5678ijKl9012mnOp3456qrSt7890uvw=", "abcD1234efGh5678"),
    ("https://x.example/reset?token=9f8e7d6c5b4a3&lang=de", "9f8e7d6c5b4a3"),
    ("https://a.example/f?sv=2022&sig=abc%2Bdef%2Fghi0123456789jklmnopqrstuvwxyz%3D", "ghi0123456789"),
    ('curl -H "X-Auth-Token: 7b1e3c5d9f" https://x.example', "7b1e3c5d9f"),
    ("mysql -u root -pS3cret99 db", "S3cret99"),
    ("psexec \\\\10.0.94.120 -u Admin -p dev_admin CMD", "dev_admin"),
    ('ConvertTo-SecureString "PlainPw99!" -AsPlainText', "PlainPw99!"),
    ("GITHUB_TOKEN is ghp_a8F3kd02lxQ9zmAA71bbCCdd22eeFFgg33hh", "ghp_a8F3kd02"),
    ("newvendor_Ab3dEf6hIj9lMn2pQr5tUv8xYz1b", "Ab3dEf6hIj9lMn2pQr5tUv8xYz1b"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAA", "b3BlbnNzaC1rZXktdjE"),
]

STAND_INS = [
    "password=${DB_PASSWORD}",
    "password: <your-password>",
    "api_key: {{ vault.api_key }}",
    "token=***",
    "secret: xxxxxxxxxxxxxxxxxxxx",
    "curl -u user:pass https://x.example",
    "export API_KEY=$API_KEY",
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
]


@pytest.mark.parametrize(("text", "secret"), [*ASSIGNED, *TOLD, *CARRIED])
def test_a_credential_is_gone_and_comes_back(text: str, secret: str) -> None:
    masked = redact(text)
    assert secret not in masked.text
    assert restore(masked) == text
    assert redact(masked.text).text == masked.text


@pytest.mark.parametrize("text", STAND_INS)
def test_a_stand_in_is_left_for_the_reader(text: str) -> None:
    assert redact(text).text == text


@pytest.mark.parametrize("text", HARD_NEGATIVES)
def test_what_support_needs_survives_all_kinds(text: str) -> None:
    assert redact(text, kinds=frozenset({"email", "phone", "ip", "path_user", "person"})).text == text


def test_an_ordinary_word_given_as_password_is_not_masked_elsewhere() -> None:
    masked = redact("Server=db;Uid=app;Pwd=secret;\nIt is no secret that the page is slow.")
    assert "no secret that" in masked.text


def test_a_password_that_begins_like_a_filler_word_is_covered_whole() -> None:
    for text in ("The password is Orange12", "wachtwoord is Oranje12"):
        assert "ra" not in redact(text).text.split(" is ")[1].replace("<SECRET_1>", ""), text
