# ruff: noqa: E501  (patterns and tables read better whole)
"""Credentials that are recognised by their shape alone: issuers' published prefixes and lengths.

The families are those of the published rule sets of gitleaks and detect-secrets; the patterns are our own.
Each has a literal that must stand in the text before the pattern is tried, so a text without any costs nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.redaction.found import Found
from assistant.redaction.published import is_published
from assistant.redaction.randomness import entropy, is_counting, is_template

_END = r"(?![\w-])"


@dataclass(frozen=True)
class Shape:
    """One issuer's format. `least` is the entropy, in bits per character, below which it is a stand-in."""

    literal: str
    pattern: re.Pattern[str]
    least: float = 3.0
    counting: bool = True
    """Whether a run such as `12345678` may stand in it."""


def _shape(literal: str, pattern: str, least: float = 3.0, counting: bool = True) -> Shape:
    return Shape(literal, re.compile(pattern), least, counting)


_SHAPES = (
    # keys in armour; a cut-off key (no END line) is masked as far as it looks like key material
    _shape(
        "PRIVATE KEY",
        r"-----BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----[\s\S]{40,9000}?-----END[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----",
        0,
    ),
    _shape(
        "PRIVATE KEY",
        r"-----BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----(?:[\s>|\"',]|\\[nr]|[A-Za-z0-9+/=]){40,}",
        0,
    ),
    _shape("PuTTY-User-Key", r"Private-Lines:\s*\d+\s+(?:[A-Za-z0-9+/=]{20,}\s*)+", 0),
    _shape("AGE-SECRET-KEY", r"\bAGE-SECRET-KEY-1[A-Z0-9]{50,}", 0),
    # clouds
    _shape("A", r"(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)(?!\w*EXAMPLE)[A-Z0-9]{16}(?![A-Za-z0-9])", 3.0),
    _shape("ABSK", r"\bABSK[A-Za-z0-9+/]{109,269}={1,2}", 2.5),
    _shape("bedrock-api-key-", r"\bbedrock-api-key-[A-Za-z0-9+/=]{60,}", 3.0),
    _shape("AIza", r"(?<![\w-])AIza[\w-]{35}(?![\w-])", 4.0, False),
    _shape("ya29.", r"\bya29\.[\w-]{20,}"),
    _shape("GOCSPX-", r"\bGOCSPX-[\w-]{20,}"),
    _shape("1//0", r"(?<!\w)1//0[\w-]{30,}"),
    _shape("service_account", r"(?<=\")service_account(?=\")", 0),
    _shape("Q~", r"(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~-])", 3.0),
    _shape("LTAI", r"\bLTAI[A-Za-z0-9]{17,21}" + _END),
    _shape("do", r"\bdo[opr]_v1_[a-f0-9]{64}"),
    _shape("pul-", r"\bpul-[a-f0-9]{40}" + _END),
    _shape("atlasv1", r"\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}"),
    _shape("dapi", r"\bdapi[a-f0-9]{32}(?:-\d)?" + _END),
    _shape("dt0c01.", r"\bdt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    _shape("hv", r"\bhv[bsr]\.[\w-]{24,}"),
    _shape(
        "s.", r"(?<![\w.])s\.(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]{24}(?![\w.])", 3.5
    ),
    _shape("sha256~", r"(?<!\w)sha256~[\w-]{43}" + _END),
    _shape("tskey-", r"\btskey-[\w-]{20,}"),
    _shape("pscale_", r"\bpscale_(?:tkn|pw|oauth)_[\w=.-]{32,}"),
    # code hosting, builds, packages
    _shape("gh", r"\bgh[pousr]_[A-Za-z0-9]{30,}"),
    _shape("github_pat_", r"\bgithub_pat_\w{22,}"),
    _shape("gl", r"\bgl(?:pat|ptt|dt|rt|cbt|ft|soat|imt|agent|oas|ffct)-[\w.-]{18,}"),
    _shape("GR1348941", r"\bGR1348941[\w-]{20}", 3.2, False),
    _shape("npm_", r"\bnpm_[A-Za-z0-9]{36}"),
    _shape("pypi-", r"\bpypi-AgE[\w-]{50,}"),
    _shape("rubygems_", r"\brubygems_[a-f0-9]{48}"),
    _shape("CLOJARS_", r"\bCLOJARS_[a-z0-9]{60}"),
    _shape("sgp_", r"\bsgp_(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}" + _END, 3.0),
    _shape("AKCp", r"\bAKCp[A-Za-z0-9]{60,}"),
    _shape("cmVmd", r"\bcmVmd[A-Za-z0-9]{59}"),
    _shape("API-", r"(?<![\w/?&-])API-[A-Z0-9]{26}" + _END),
    _shape("ATATT3", r"\bATATT3[\w=-]{60,}"),
    _shape("ATCTT3", r"\bATCTT3[\w=-]{60,}"),
    _shape("lin_api_", r"\blin_api_[A-Za-z0-9]{40}"),
    _shape("PMAK-", r"\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}"),
    _shape("rdme_", r"\brdme_[a-z0-9]{70}"),
    _shape("pnu_", r"\bpnu_[A-Za-z0-9]{36}"),
    _shape("ico-", r"(?<![./\w])ico-[A-Za-z0-9]{32}" + _END),
    _shape("dp.pt.", r"\bdp\.pt\.[A-Za-z0-9]{43}"),
    # models
    _shape("sk-ant-", r"\bsk-ant-(?:api|admin)\d\d-[\w-]{93}AA" + _END),
    _shape("sk-", r"(?<![\w-])sk-(?!ant-)(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,}", 3.5),
    _shape("pplx-", r"\bpplx-[A-Za-z0-9]{40,}"),
    _shape("hf_", r"(?<![\w-])hf_(?=[A-Za-z]{0,33}[A-Z])[A-Za-z]{34}(?!\w)", 4.0),
    _shape("gsk_", r"\bgsk_[A-Za-z0-9]{40,}"),
    _shape("r8_", r"\br8_[A-Za-z0-9]{37}"),
    # payment, shop
    _shape("k_", r"\b(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,}"),
    _shape("whsec_", r"\bwhsec_[A-Za-z0-9+/=]{24,}"),
    _shape("shp", r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    _shape("sq0", r"\bsq0(?:atp|csp)-[\w-]{22,43}"),
    _shape("EZ", r"\bEZ[AT]K[a-z0-9]{54}(?!\w)"),
    _shape("FLWSECK", r"\bFLWSECK(?:_TEST)?-[a-h0-9]{12,}(?:-X)?"),
    _shape("shippo_", r"\bshippo_(?:live|test)_[a-f0-9]{40}"),
    _shape("duffel_", r"\bduffel_(?:test|live)_[\w=-]{43}"),
    # messaging, monitoring, offices
    _shape("xox", r"(?<![\w/])xox[abdoprse]-(?=[\w-]*[A-Za-z])\d{8,}-[\w-]{12,}", 3.2),
    _shape("xox", r"(?<![\w/])xoxe(?:\.xox[bp])?-\d-[A-Za-z0-9]{60,}"),
    _shape("xapp-", r"\bxapp-\d-[A-Z0-9]+-\d+-[a-z0-9]{20,}"),
    _shape("hooks.slack.com", r"(?:https?://)?hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_+-]{20,}"),
    _shape("/api/webhooks/", r"https?://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d{15,}/[\w-]{40,}"),
    _shape("webhook.office.com", r"https?://[\w.-]*webhook\.office\.com/\S{40,}"),
    _shape("outlook.office.com/webhook", r"https?://outlook\.office\.com/webhook/\S{40,}"),
    _shape("hooks.zapier.com", r"https?://hooks\.zapier\.com/hooks/catch/\d+/\w+"),
    _shape("chat.googleapis.com", r"https?://chat\.googleapis\.com/v1/spaces/\S+[?&]key=\S+"),
    _shape(":AA", r"(?<!\d)\d{8,10}:AA[\w-]{32,34}" + _END),
    _shape("SG.", r"\bSG\.[\w-]{16,32}\.[\w-]{32,64}"),
    _shape("SK", r"\bSK[0-9a-f]{32}" + _END),
    _shape("key-", r"(?<![\w-])key-[0-9a-f]{32}" + _END),
    _shape("-us", r"(?<![\w-])[0-9a-f]{32}-us\d{1,2}(?!\w)"),
    _shape("EAA", r"\bEAA[A-Z][A-Za-z0-9]{90,}"),
    _shape("|", r"(?<!\d)\d{15,16}\|[\w-]{26,32}" + _END, 3.5),
    _shape("ntn_", r"\bntn_[0-9]{11}[A-Za-z0-9]{35}" + _END),
    _shape("secret_", r"\bsecret_[A-Za-z0-9]{43}" + _END),
    _shape("pat", r"\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}"),
    _shape("NRAK-", r"\bNRAK-[A-Z0-9]{27}"),
    _shape("gl", r"\bgl(?:c_[A-Za-z0-9+/=]{32,}|sa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})"),
    _shape("eyJrIjoi", r"\beyJrIjoi[A-Za-z0-9+/=]{60,}"),
    _shape("sntry", r"\bsntry[su]_[\w=+/-]{40,}"),
    _shape("tfp_", r"\btfp_[\w.=-]{59}"),
    _shape("ops_eyJ", r"\bops_eyJ[A-Za-z0-9+/]{200,}={0,3}"),
    _shape(
        "A3-", r"\bA3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-(?:[A-Z0-9]{5}-){2}[A-Z0-9]{5}" + _END, 3.6
    ),
    _shape("s-s4t2", r"\bs-s4t2(?:ud|af)-[a-f0-9]{64}"),
    # tokens whose form is a standard (RFC 7519; the padding dot of a cut one is kept generous)
    _shape("eyJ", r"(?<![\w-])ey[A-Za-z0-9_-]{10,}\.ey[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?"),
    _shape("sk_", r"\bsk_[a-f0-9]{32,}"),
    # any issuer that marks live and test keys the way Stripe began
    _shape(
        "_",
        r"\b[a-z]{2,12}_(?:live|test|prod|sandbox|secret|pat|sec)_(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{16,}",
        3.2,
    ),
)


def find_shapes(text: str) -> Iterator[Found]:
    """Every credential that its own shape gives away."""
    for shape in _SHAPES:
        if shape.literal not in text:
            continue
        for match in shape.pattern.finditer(text):
            value = match.group()
            if shape.least and (entropy(value) < shape.least or is_template(value)):
                continue
            if (not shape.counting and is_counting(value)) or is_published(value):
                continue
            yield Found("secret", match.start(), match.end())
