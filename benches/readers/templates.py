# Turns pastes into rows and blocks of SAs by templates: `templates.py textfsm|ttp FILE…`.
import io
import json
import sys
import time

TEXTFSM = r"""Value SA (\d+)
Value SGW (\d+)
Value CONNECTION (\S+)
Value DIRECTION (-|send|recv|receive)
Value LIFE (\d+)
Value REMOTE (\S+)
Value SPI ([0-9a-f ]+)

Start
  ^${SA}\s+${SGW}\s+\S+\s+${CONNECTION}\s+${DIRECTION}\s+${LIFE}\s+${REMOTE}\s*$$ -> Record
  ^SA\[${SA}\] Duration: ${LIFE}s
  ^Remote ID: ${REMOTE}
  ^Direction: ${DIRECTION}
  ^SPI: ${SPI} -> Record
"""

TTP = """
<group name="rows*">
{{ sa | DIGIT }} {{ sgw | DIGIT }} {{ isakmp }} {{ connection }} {{ direction }} {{ life | DIGIT }} {{ remote }}
</group>
<group name="blocks*">
SA[{{ sa | _start_ }}] Duration: {{ life }}s
Remote ID: {{ remote }}
Direction: {{ direction }}
SPI: {{ spi | ROW }}
</group>
"""

texts = [open(path, encoding="utf-8").read() for path in sys.argv[2:]]
start = time.perf_counter()
if sys.argv[1] == "textfsm":
    import textfsm

    reader = textfsm.TextFSM(io.StringIO(TEXTFSM))
    for text in texts:
        reader.Reset()
        reader.ParseText(text)
else:
    from ttp import ttp

    for text in texts:
        reader = ttp(data=text, template=TTP)
        reader.parse()
print(json.dumps({"ms": (time.perf_counter() - start) * 1000}))
