"""LadybugDB, Kùzu's successor."""
import ladybug

import kuzu_family
import peer


class Ladybug(kuzu_family.KuzuFamily):
    module = ladybug


peer.run(Ladybug)
