"""Words that decide about a message before anything understands it, in every language.

`turns.py` asks which messages only greet, `understand.py` which lean on what was said before.
Casefolded; accents as people type them, with and without.
"""

from __future__ import annotations

from typing import Final

# A message of these alone is a greeting: the beginning of a thought, not a question.
GREETINGS: Final = frozenset(
    """
    abend afternoon aksamlar boa bom bonjour bonsoir buenas buenos buna bună coucou czesc cześć
    day dia dias dobry dzien dzień día días evening good gunaydin guten günaydın hallo hej
    hello hey hi hiya hola iyi merhaba moin morgen morning namaste noches noite noroc ola olá
    salut seara selam servus siema tag tarde tardes wieczor wieczór witam yo ziua вечір вітаю
    день добрий доброго привіт ранку नमस्ते हाय हैलो
    """.split()
)

# Words that lean on what was said before: a text that begins with one is never remembered and
# never looked up. "and tomorrow?" means something else after every question.
LEANING: Final = frozenset(
    """
    a aber about acela again albo ale alors also ama and andere apoi asta auch aussi autre ayni
    bu but ca cela da dann dar das depois dies diger e entonces ese eso essa esse esta esto et
    evet first gleiche hayir how i isso it ja last mais mas meme mismo nao nein nie no non nu o
    oder ok okay or oraz other otra otro oui outra outro pero potem same sau second si sim sonra
    su sure ta tak tambem tambien tamten ten that then these this those to und ve veya what y yes
    або але й ні потім та так той це і інший और नहीं फिर यह या लेकिन वह हाँ
    """.split()
)
