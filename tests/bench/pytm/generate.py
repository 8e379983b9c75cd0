"""One generated system, written both as a `.threat` model and as a pytm model.

    python3 generate.py ELEMENTS THREAT_FILE [PYTM_FILE]

Every fact that both tools can express is in both files: nested zones, kinds of elements, their controls, encryption at rest,
three flows per element with protocol, encryption and authentication, and classified data. The same number of elements
always gives the same files.
"""

import sys

MASK = (1 << 64) - 1


class Numbers:
    """SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), as in generate.rs: the same numbers in every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % limit

    def pick(self, choices):
        return choices[self.below(len(choices))]


TRUST = ["untrusted", "partner", "dmz", "internal", "restricted", "critical"]

# Statement and type here; class and properties there.
ACTORS = [("actor", "Actor", "")]
EXTERNALS = [("external {} is saas", "ExternalEntity", ""), ("external {} is partner-system", "ExternalEntity", "")]
PROCESSES = [
    ("process {} is service", "Server", "implementsAPI=True"),
    ("process {} is web-app", "Server", "usesSessionTokens=True"),
    ("process {} is api-gateway", "Server", "implementsAPI=True"),
    ("process {} is worker", "Process", ""),
    ("process {} is function", "Lambda", "implementsAPI=True"),
    ("process {} is llm-agent", "Agent", "usesExternalTools=True"),
]
STORES = [
    ("store {} is sql-db", "Datastore", "type=DatastoreType.SQL, isSQL=True"),
    ("store {} is object-store", "Datastore", "type=DatastoreType.AWS_S3, isSQL=False"),
    ("store {} is file-store", "Datastore", "type=DatastoreType.FILE_SYSTEM, isSQL=False"),
    ("store {} is directory", "Datastore", "type=DatastoreType.LDAP, isSQL=False"),
    ("store {} is log-store", "Datastore", "isSQL=False, storesLogData=True"),
    ("store {} is cache", "Datastore", "isSQL=False"),
]

PROCESS_CONTROLS = [
    ("input-validation", ["validatesInput", "sanitizesInput", "checksInputBounds"]),
    ("output-encoding", ["encodesOutput"]),
    ("function-authorization", ["authorizesSource", "hasAccessControl"]),
    ("least-privilege", ["implementsPOLP"]),
    ("hardening", ["isHardened"]),
    ("rate-limit", ["handlesResourceConsumption"]),
]
STORE_CONTROLS = [
    ("store-authorization", ["hasAccessControl", "authorizesSource"]),
    ("least-privilege", ["implementsPOLP"]),
    ("backup", ["isResilient"]),
]

# Attributes here; protocol, TLS version and controls there.
REQUESTS = [
    ("via https auth=jwt encryption=tls1.3", "HTTPS", "TLSv13", ["isEncrypted", "authenticatesSource"]),
    ("via https auth=session encryption=tls1.2", "HTTPS", "TLSv12", ["isEncrypted", "authenticatesSource"]),
    ("via grpc auth=mtls encryption=tls1.3", "gRPC", "TLSv13",
     ["isEncrypted", "authenticatesSource", "authenticatesDestination"]),
    ("via http", "HTTP", "NONE", []),
    ("via kafka", "Kafka", "NONE", []),
]
QUERIES = [
    ("via postgres auth=password encryption=tls1.2", "PostgreSQL", "TLSv12", ["isEncrypted", "authenticatesSource"]),
    ("via https auth=api-key encryption=tls1.3", "HTTPS", "TLSv13", ["isEncrypted", "authenticatesSource"]),
    ("via tcp encryption=none", "TCP", "NONE", []),
]

# Type and class here; classification and properties there.
DATA = [
    ("pii", "high", "SENSITIVE", "isPII=True"),
    ("credential", "critical", "SECRET", "isCredentials=True, credentialsLife=Lifetime.SHORT"),
    ("business", "medium", "RESTRICTED", ""),
    ("content", "low", "PUBLIC", ""),
]


class System:
    """What both files say: zones in the order of the file, elements, data and flows."""

    def __init__(self, size):
        self.numbers = Numbers(size)
        self.zones = []  # trust, the zone around it or None
        self.elements = []  # zone, kind, choice of the kind's table, controls, encrypted
        self.data = [self.numbers.pick(DATA) for _ in range(min(max(size // 20, 2), 200))]
        while len(self.elements) < size:
            self.add_zone(size, None, 0)
        self.flows = [self.flow(at // 3, size) for at in range(size * 3)]

    def add_zone(self, size, parent, depth):
        """A zone of up to eight elements, up to five deep."""
        numbers, zone = self.numbers, len(self.zones)
        self.zones.append((numbers.pick(TRUST), parent))
        for _ in range(numbers.below(8) + 1):
            if len(self.elements) < size:
                self.elements.append(self.element(zone))
        while depth < 4 and len(self.elements) < size and numbers.below(3) > 0:
            self.add_zone(size, zone, depth + 1)

    def element(self, zone):
        numbers = self.numbers
        # The first is a process, so that each flow finds one.
        kind = numbers.below(20) if self.elements else 19
        if kind == 0:
            return zone, "actor", numbers.pick(ACTORS), [], False
        if kind == 1:
            return zone, "external", numbers.pick(EXTERNALS), [], False
        if kind < 8:
            controls = [control for control in STORE_CONTROLS if numbers.below(3) == 0]
            return zone, "store", numbers.pick(STORES), controls, numbers.below(2) == 0
        controls = [control for control in PROCESS_CONTROLS if numbers.below(3) == 0]
        return zone, "process", numbers.pick(PROCESSES), controls, False

    def flow(self, source, size):
        """From an element to a neighbour mostly: real systems are not random graphs. One of the two is a process."""
        numbers = self.numbers
        near = numbers.below(5) > 0
        target = (source + 1 + numbers.below(12)) % size if near else numbers.below(size)
        while target == source or (self.kind(source) != "process" and self.kind(target) != "process"):
            target = (target + 1) % size
        if self.kind(target) == "actor" or self.kind(source) == "store":
            source, target = target, source
        stored = "store" in (self.kind(source), self.kind(target))
        return source, target, numbers.pick(QUERIES if stored else REQUESTS), numbers.below(len(self.data))

    def kind(self, element):
        return self.elements[element][1]


def threat(system, out):
    """The `.threat` model."""
    out.write(f'model "Generated, {len(system.elements)} elements"\n')
    for at, (kind, grade, *_) in enumerate(system.data):
        out.write(f'data d{at} is {kind} "Data {at}" class={grade}\n')
    inside, around = {}, {}
    for zone, (_, parent) in enumerate(system.zones):
        around.setdefault(parent, []).append(zone)
    for at, element in enumerate(system.elements):
        inside.setdefault(element[0], []).append((at, element))

    def write_zone(zone, indent):
        out.write(f'{indent}zone z{zone} "Zone {zone}" trust={system.zones[zone][0]} {{\n')
        for at, (_, kind, (statement, *_), controls, encrypted) in inside.get(zone, []):
            statement = statement.format(f"e{at}") if "{}" in statement else f"{statement} e{at}"
            has = " has=" + ",".join(name for name, _ in controls) if controls else ""
            rest = " encryption=aes-256" if encrypted else ""
            out.write(f'{indent}  {statement} "{kind.title()} {at}"{has}{rest}\n')
        for nested in around.get(zone, []):
            write_zone(nested, indent + "  ")
        out.write(f"{indent}}}\n")

    for zone in around[None]:
        write_zone(zone, "")
    for at, (source, target, (via, *_), data) in enumerate(system.flows):
        out.write(f'F{at}: e{source} -> e{target} "Flow {at}" {via} data=d{data}\n')


def pytm(system, out):
    """The pytm model, a Python program that takes `--json FILE`."""
    out.write("from pytm import *\nfrom pytm import DatastoreType\n")
    out.write("from pytm.base import Controls\n")
    out.write(f'tm = TM("Generated, {len(system.elements)} elements", description="Generated")\n')

    def controls(names, encrypted=False):
        names = [f"{name}=True" for name in names] + (["isEncryptedAtRest=True"] if encrypted else [])
        return f"controls=Controls({', '.join(names)})" if names else ""

    def line(name, call, *arguments):
        out.write(f"{name} = {call}({', '.join(argument for argument in arguments if argument)})\n")

    for at, (_, _, grade, properties) in enumerate(system.data):
        line(f"d{at}", "Data", f'"Data {at}"', f"classification=Classification.{grade}", properties)
    for at, (_, parent) in enumerate(system.zones):
        line(f"z{at}", "Boundary", f'"Zone {at}"', f"inBoundary=z{parent}" if parent is not None else "")
    for at, (zone, kind, (_, call, properties), has, encrypted) in enumerate(system.elements):
        names = [name for _, names in has for name in names]
        # Anything may be kept anywhere, as in the other model, which does not restrict it either.
        most = "maxClassification=Classification.TOP_SECRET"
        line(f"e{at}", call, f'"{kind.title()} {at}"', f"inBoundary=z{zone}", properties, most, controls(names, encrypted))
    for at, (source, target, (_, protocol, tls, names), data) in enumerate(system.flows):
        line(
            f"f{at}", "Dataflow", f"e{source}", f"e{target}", f'"Flow {at}"', f'protocol="{protocol}"',
            f"tlsVersion=TLSVersion.{tls}", f"data=[d{data}]", "maxClassification=Classification.TOP_SECRET", controls(names),
        )
    out.write("tm.process()\n")


def main():
    size, threat_file, *pytm_file = sys.argv[1:]
    system = System(int(size))
    with open(threat_file, "w", encoding="utf-8") as out:
        threat(system, out)
    for path in pytm_file:
        with open(path, "w", encoding="utf-8") as out:
            pytm(system, out)


if __name__ == "__main__":
    main()
