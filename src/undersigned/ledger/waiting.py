"""What waits to be entered in the log, written in the transaction that counts it. No framework: the stores run this.

So nothing can be counted and not entered, nor entered and not counted, wherever something dies. A row holds all that
its entry needs of the signature, which may be gone by the time it is entered.
"""

from typing import LiteralString

from undersigned.transparency import entry

# Kinds are the entries' own types; a reason is that of a VOID, else 0.
SIGN, VOID, TEXT, REINSTATE, OFFLINE = entry.SIGN, entry.VOID, entry.TEXT, entry.REINSTATE, entry.OFFLINE
DECLARATION = 4 + entry.HASH_LENGTH  # of an OFFLINE, and of what takes it back: the number, and the manifest's hash
NO_COMMITMENT = bytes(entry.HASH_LENGTH)  # a sample commits to nothing, and says so: no hash comes out like this

INTO: LiteralString = "INSERT INTO ledger_waiting (petition_id, signature_id, kind, reason, text_version, commitment)"
