"""Two hundred honest messages with characters that attacks use too: none may be stopped."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Final

_LATIN: Final = (
    "arrived at the gate", "running 20 minutes late", "which dock please", "load is on board",
    "two pallets damaged", "parked up for the night", "seal is intact", "photo of the CMR sent",
)  # fmt: skip
_DRESS: Final = (
    "{} 👨‍👩‍👧", "{} 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "{} 🏴󠁧󠁢󠁳󠁣󠁴󠁿🇵🇱", "{} ❤️👍🏽", "{} 1️⃣", "🚚💨 {}", "{} 🧑‍🔧",
    "\u202a{}\u202c +48 601 202 303",
    "{} \u200e+49 171 2345678\u200e", "{}\u00a0!",
)  # fmt: skip
_OWN_SCRIPT: Final = (
    "می‌خواهم آدرس بعدی را بدانم", "رسیده‌ام جلوی در", "بار را تحویل داده‌ام", "نمی‌توانم وارد شوم",
    "راننده‌ی لیفتراک نیست", "وصلت إلى البوابة", "أين الرصيف التالي", "تأخرت عشرين دقيقة",
    "الحمولة جاهزة", "הגעתי לשער", "איפה הרציף", "המשאית נתקעה", "मैं गेट पर हूँ", "अगला स्टॉप कहाँ है",
    "ट्रक ख़राब हो गया", "क्‍या सील ठीक है", "стою на рампі", "де наступна зупинка", "колесо пробите",
    "вантаж на борту", "стою у ворот", "где следующая остановка", "груз на борту", "колесо спущено",
    "είμαι στην πύλη", "πού είναι η επόμενη στάση", "το φορτίο είναι μέσα", "άργησα είκοσι λεπτά",
    "чакам на портата", "товарът е готов",
)  # fmt: skip
_ENDS: Final = ("", " 🙏", " 👨‍👩‍👧‍👦", "!!")


def messages() -> Sequence[str]:
    """Two hundred texts: Latin ones in emoji and direction marks, others as they are written."""
    dressed = [dress.format(text) for text, dress in product(_LATIN, _DRESS)]
    return [*dressed, *(text + end for text, end in product(_OWN_SCRIPT, _ENDS))]
