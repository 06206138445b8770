"""Words formed as names are formed: for names that no list has."""

import re

_ENDINGS = (
    "ski|ska|sky|skaya|cki|cka|dzki|dzka|wicz|vich|vic|czyk|czak|iak|owska|owski|enko|chuk|escu|eanu|"
    "ova|eva|opoulos|idis|akis|oglu|yan|ian|dze|shvili|"
    "inder|deep|preet|jit|jeet|meet|pal|want|vir|wala|walla|swamy|murthy|krishnan|nathan|appan|rajah|singam|lingam|"
    "ullah|uddin|ur-rahman|zada|zadeh|zai|pour|nejad|"
    "chukwu|chukwuka|emeka|nna|nwa|oluwa|tunde|wale|yemi|seyi|femi|kunle|bola|layo|dele|sola|"
    "wen|wyn|llian|fryn|"
    "sson|sdottir|quist|"
    "elle|ette|isha|esha|aisha|onte|wayne|"
    "oyin|ayo|dayo|tayo|tope|tobi"
)
_BEGINNINGS = (
    "ade|olu|ola|oye|ayo|akin|ogun|baba|ife|temi|omo|oluwa|odu|"
    "chi|chukw|nwa|oke|eze|obi|oko|onye|uche|ngo|nne|nna|ike|ugo|"
    "kwa|kwe|akw|owu|osei|agye|boa|"
    "mc|mac|fitz|"
    "abd|abu|muham|moham|"
    "raj|sukh|gur|har|bal|jas|man|par|kul|"
    "ll|gwen|ang|"
    "xi|zh|qi|"
    "ndl|mth|nko|mkh|tsh|hl|nx|mb|nd|ng|nk|ny"
)
_NAME_LIKE = re.compile(rf"(?:[a-z\-]{{2,}}(?:{_ENDINGS})|(?:{_BEGINNINGS})[a-z\-]{{3,}})$")

_WORD_LIKE = re.compile(
    r".{2,}(?:ability|ation|ations|ator|ators|ful|ing|ings|isation|ise|ised|ism|less|ment|ments|ness|graphy|ology|"
    r"ically|wise|shire|borough|mere|combe|mouth|upon|gate|care|link|line|net|tech|soft|app|web|plus)$"
)


def looks_like_a_name(low: str) -> bool:
    """Whether the folded word `low`, which no list knows, is formed like names of some origin."""
    return len(low) > 4 and bool(_NAME_LIKE.match(low))


def looks_like_a_word(low: str) -> bool:
    """Whether `low`, which no list knows, ends as words, places and products do and names do not."""
    return bool(_WORD_LIKE.match(low))
