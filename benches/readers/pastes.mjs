// Turns sizes into pastes of made-up routers, the same on every run: what the benches give to all readers.

const RULER = '-'.repeat(76);
const peerOf = (at) => `10.${Math.floor(at / 250) % 250}.${at % 250}.2`;
const hex = (at) => [24, 16, 8, 0].map((shift) => ((at >>> shift) & 255).toString(16).padStart(2, '0')).join(' ');

const upTo = (count) => Array.from({ length: count }, (_, at) => at + 1);

/** `show ipsec sa` with so many gateways, or those of a list; three rows each. */
export function table(gateways, peer = peerOf) {
  const rows = [];
  const numbers = Array.isArray(gateways) ? gateways : upTo(gateways);
  for (const at of numbers) {
    const life = 10_000 + (at % 18_000);
    const [sa, sgw] = [3 * at, String(at).padEnd(4)];
    const tun = `tun[${String(at).padStart(4, '0')}]esp`;
    rows.push(
      `${String(sa + 1).padEnd(5)} ${sgw} -     isakmp        -    ${String(life).padEnd(7)} ${peer(at)}`,
      `${String(sa + 2).padEnd(5)} ${sgw} ${String(sa + 1).padEnd(6)}${tun}  send ${String(life).padEnd(7)} ${peer(at)}`,
      `${String(sa + 3).padEnd(5)} ${sgw} ${String(sa + 1).padEnd(6)}${tun}  recv ${String(life).padEnd(7)} ${peer(at)}`,
    );
  }
  return `# show ipsec sa\nTotal: isakmp:${numbers.length} send:${numbers.length} recv:${numbers.length}\n\n`
    + `sa    sgw isakmp connection    dir  life[s] remote-id\n${RULER}\n${rows.join('\n')}\n#\n`;
}

/** The details of so many gateways, or those of a list; three blocks each. */
export function details(gateways, peer = peerOf, own = '192.0.2.1', turned = false) {
  const key = 'Key: ** ** ** ** **  (confidential)   ** ** ** ** **';
  const out = [];
  for (const at of Array.isArray(gateways) ? gateways : upTo(gateways)) {
    const life = 10_000 + (at % 18_000);
    const ids = `Local ID: ${own}\nRemote ID: ${peer(at)}`;
    out.push(`# show ipsec sa gateway ${at} detail\nSA[${3 * at + 1}] Duration: ${life}s\n${ids}\nProtocol: IKE\n`
      + `Algorithm: AES-CBC, SHA-1, MODP 1024bit\nSPI: ${Array(4).fill(hex(at)).join(' ')}\n${key}\n${RULER.slice(0, 52)}`);
    for (const [add, direction] of [[2, 'send'], [3, 'receive']]) {
      const spi = hex((direction === 'send') === turned ? at + 0x40000000 : at + 0x20000000);
      out.push(`SA[${3 * at + add}] Duration: ${life}s\n${ids}\nDirection: ${direction}\nProtocol: ESP (Mode: tunnel)\n`
        + `Algorithm: AES-CBC (for Auth.: HMAC-SHA)\nSPI: ${spi}\n${key}\n${RULER.slice(0, 52)}`);
    }
  }
  return `${out.join('\n')}\n#\n`;
}

/** `show log` of so many lines: key exchange, tunnels, and mostly what is none of a VPN's. */
export function log(lines, own, peer) {
  const out = ['# show log'];
  for (let at = 0; at < lines; at += 1) {
    const [day, second] = [1 + Math.floor(at / 8_000), at % 8_000 * 10];
    const two = (number) => String(number).padStart(2, '0');
    const time = `2026/11/${two(day)} ${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
    const message = [
      `[IKE] initiate ISAKMP phase to ${peer} (local address ${own})`,
      `[IKE] respond ISAKMP phase to ${peer}`,
      `[IKE] initiate IPsec phase to ${peer}`,
      'IP Tunnel[1] Up',
    ][at % 400] ?? `[DHCPD] LAN1(port1) Allocates 192.168.1.${at % 250}: 00:00:5e:00:53:${two(at % 90)}`;
    out.push(`${time}: ${message}`);
  }
  return `${out.join('\n')}\n#\n`;
}

function settings(own, peer, lan, ways, tunnels) {
  const head = ['# show config', '# RTX1210 Rev.14.01.42 (Thu Jan  8 10:00:00 2026)', 'ip route default gateway pp 1',
    ...ways.map(([network, at]) => `ip route ${network} gateway tunnel ${at}`), `ip lan1 address ${lan}`, 'pp select 1', ' pppoe use lan2', ` ip pp address ${own}/32`, ' pp enable 1'];
  for (let at = 1; at <= tunnels; at += 1) {
    head.push(`tunnel select ${at}`, ` ipsec tunnel ${at}`, `  ipsec sa policy ${at} ${at} esp aes-cbc sha-hmac`,
      `  ipsec ike keepalive use ${at} on heartbeat 10 6`, `  ipsec ike local address ${at} ${own}`,
      `  ipsec ike pre-shared-key ${at} text dummy`, `  ipsec ike remote address ${at} ${peer(at)}`, ` tunnel enable ${at}`);
  }
  return `${head.join('\n')}\nipsec auto refresh on\nsyslog notice on\n#\n`;
}

const status = (network) => '# show status tunnel 1\nTUNNEL[1]:\nInterface type: IPsec\n\nCurrent status is Online.\n2 hours connection.\n'
  + 'Received: (IPv4) 40 packets [4000 octets]\nTransmitted: (IPv4) 40 packets [4000 octets]\n# show ip route\n'
  + 'Destination         Gateway          Interface       Kind  Additional Info.\ndefault - PP[01] static\n'
  + `${network} - TUNNEL[1] static\n#\n`;

// Two ends of one VPN; what is asked for beyond it fills the paste.
function ends(logLines, techinfo) {
  return [['192.0.2.1', '203.0.113.2', '192.168.1.1/24', '192.168.2.0/24', false], ['203.0.113.2', '192.0.2.1', '192.168.2.1/24', '192.168.1.0/24', true]]
    .map(([own, peer, lan, far, turned]) => {
      const others = (at) => (at === 1 ? peer : `198.51.100.${at}`);
      const tunnels = techinfo ? 100 : 1;
      return table(tunnels, others) + details(tunnels, others, own, turned) + settings(own, others, lan, [[far, 1]], tunnels) + status(far) + log(logLines, own, peer);
    });
}

const farOf = (at) => `172.${16 + Math.floor(at / 250)}.${at % 250}.0/24`;
// Of ten tunnels one has no SAs, because nobody answers.
const isUp = (at) => at % 10 !== 5;

function routeTable(ways) {
  const rows = ways.map(([network, at]) => `${network.padEnd(20)}-                  TUNNEL[${at}]    static`);
  return `# show ip route\nDestination         Gateway          Interface       Kind  Additional Info.\ndefault             -                      PP[01]    static\n${rows.join('\n')}\n#\n`;
}

const tunnelStatus = (at, up) => `# show status tunnel ${at}\nTUNNEL[${at}]:\nDescription:\n  Interface type: IPsec\n  Current status is ${up ? 'Online' : 'Offline'}.\n`
  + (up ? '  2 hours connection.\n  Received:    (IPv4) 40 packets [4000 octets]\n  Transmitted: (IPv4) 40 packets [4000 octets]\n' : '') + '#\n';

// What a router logs of its peers in a day: all in turn, and what is down called again and again.
function logOf(peers, own) {
  const out = ['# show log'];
  const two = (number) => String(number).padStart(2, '0');
  const rounds = 12;
  const step = 80_000 / (rounds * peers.length);
  for (let at = 0; at < rounds * peers.length; at += 1) {
    const second = Math.floor(at * step);
    const time = `2026/11/23 ${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
    const [number, address, calls] = peers[at % peers.length];
    const round = Math.floor(at / peers.length);
    if (!isUp(number)) {
      out.push(`${time}: [IKE] initiate ISAKMP phase to ${address} (local address ${own})`);
    } else if (round % 3 === 0) {
      const one = calls ? 'initiate' : 'respond';
      out.push(`${time}: [IKE] ${one} ISAKMP phase to ${address}${calls ? ` (local address ${own})` : ''}`, `${time}: [IKE] ${one} IPsec phase to ${address}`);
      // One of forty falls each time.
      if (round === 0 || number % 40 === 7) out.push(`${time}: IP Tunnel[${calls ? 1 : number}] ${round === 0 ? 'Up' : 'Down'}`);
    } else if (round % 3 === 1 && number % 40 === 7) {
      out.push(`${time}: IP Tunnel[${calls ? 1 : number}] Up`);
    }
  }
  return `${out.join('\n')}\n#\n`;
}

// All that a hub with so many tunnels tells, and every tenth of its branches: of the branches at work and of the silent ones.
function whole(tunnels) {
  const all = upTo(tunnels);
  const up = all.filter(isUp);
  const hub = settings('192.0.2.1', peerOf, '192.168.1.1/24', all.map((at) => [farOf(at), at]), tunnels)
    + table(up) + details(up) + all.map((at) => tunnelStatus(at, isUp(at))).join('') + routeTable(all.map((at) => [farOf(at), at]))
    + logOf(all.map((at) => [at, peerOf(at), false]), '192.0.2.1');
  const branch = (at) => {
    const [own, peer] = [peerOf(at), () => '192.0.2.1'];
    const sas = (table(1, peer) + details(1, peer, own, true)).replaceAll(hex(1), hex(at))
      .replaceAll(hex(1 + 0x40000000), hex(at + 0x40000000)).replaceAll(hex(1 + 0x20000000), hex(at + 0x20000000));
    return settings(own, peer, farOf(at).replace('.0/24', '.1/24'), [['192.168.1.0/24', 1]], 1) + (isUp(at) ? sas : table([]))
      + tunnelStatus(1, isUp(at)) + routeTable([['192.168.1.0/24', 1]]) + logOf([[at, '192.0.2.1', true]], own);
  };
  return [hub, ...all.filter((at) => [1, 5].includes(at % 20)).map(branch)];
}

/** What a measure is called, and the pastes of its sites. */
export const SHAPES = {
  'typical: 2 ends, 50 kB each': () => ends(600, false),
  'full: 2 ends with 100 tunnels and 20,000 log lines': () => ends(20_000, true),
  'hub: 3,000 tunnels, and 300 branches': () => {
    const hub = table(3_000) + details(3_000);
    const branch = (at) => table(1, () => '192.0.2.1') + details(1, () => '192.0.2.1', peerOf(at), true)
      .replaceAll(hex(1), hex(at)).replaceAll(hex(1 + 0x40000000), hex(at + 0x40000000)).replaceAll(hex(1 + 0x20000000), hex(at + 0x20000000));
    return [hub, ...Array.from({ length: 300 }, (_, at) => branch(at + 1))];
  },
  ...Object.fromEntries([1, 4, 16].flatMap((times) => [
    [`table ×${times}`, () => [table(4_800 * times)]],
    [`details ×${times}`, () => [details(1_230 * times)]],
    [`log ×${times}`, () => [log(13_500 * times, '192.0.2.1', '203.0.113.2')]],
    [`whole hub ×${times}`, () => whole(200 * times)],
  ])),
};
