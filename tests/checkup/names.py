"""A name server of the tests' own, on this machine: answers from a few lines, and counts what it was asked."""

import socket
import threading
from collections.abc import Mapping

from dns import flags, message, name, rcode, rdataclass, rdatatype, resolver, rrset

from undersigned.checkup.lookup import Lookup

Zone = Mapping[tuple[str, str], list[str]]  # ("rivers.alt", "TXT"): ['"v=spf1 -all"']


class NameServer:
    def __init__(self, zone: Zone) -> None:
        self.asked: list[tuple[str, str]] = []
        self._zone = zone
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Lookup:
        self._thread.start()
        asked = resolver.Resolver(configure=False)
        asked.nameservers, asked.port = ["127.0.0.1"], self._socket.getsockname()[1]
        asked.cache = None
        return Lookup(asked)

    def __exit__(self, *_: object) -> None:
        self._socket.sendto(b"", self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            raw, back = self._socket.recvfrom(4096)
            if not raw:
                return
            self._socket.sendto(self._answer(message.from_wire(raw)).to_wire(), back)

    def _answer(self, query: message.Message) -> message.Message:
        question = query.question[0]
        of, kind = question.name.to_text(omit_final_dot=True).lower(), rdatatype.to_text(question.rdtype)
        self.asked.append((of, kind))
        answer = message.make_response(query)
        answer.flags |= flags.RA
        if ("fails." + of, kind) in self._zone:
            answer.set_rcode(rcode.SERVFAIL)
        elif not any(known == of for known, _ in self._zone):
            answer.set_rcode(rcode.NXDOMAIN)
        elif (of, kind) in self._zone:
            found = self._zone[of, kind]
            answer.answer.append(rrset.from_text_list(name.from_text(of), 60, rdataclass.IN, question.rdtype, found))
        return answer
