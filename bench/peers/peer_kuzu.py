"""Kùzu, the last release before it was archived."""
import kuzu

import kuzu_family
import peer


class Kuzu(kuzu_family.KuzuFamily):
    module = kuzu


peer.run(Kuzu)
