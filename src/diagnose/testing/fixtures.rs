//! What both routers of a VPN print while all is well, in several depths, for the tests of rules to change.

/// One healthy IKEv1 tunnel, as the table shows it at both ends.
pub(in crate::diagnose) const HEALTHY: &str = "\
//- A
Total: isakmp:1 send:1 recv:1

sa    sgw isakmp connection    dir  life[s] remote-id
----------------------------------------------------------------------------
1     1    -     isakmp        -    28768   203.0.113.2
2     1    1     tun[0001]esp  send 28769   203.0.113.2
3     1    1     tun[0001]esp  recv 28769   203.0.113.2
//- B
Total: isakmp:1 send:1 recv:1

sa    sgw isakmp connection    dir  life[s] remote-id
----------------------------------------------------------------------------
4     1    -     isakmp        -    28764   192.0.2.1
5     1    4     tun[0001]esp  send 28765   192.0.2.1
6     1    4     tun[0001]esp  recv 28765   192.0.2.1";

/// The same, where phase 1 has finished at both ends and phase 2 has not.
pub(in crate::diagnose) const ONLY_IKE: &str = "\
//- A
Total: isakmp:1 send:0 recv:0
1     1    -     isakmp        -    28768   203.0.113.2
//- B
Total: isakmp:1 send:0 recv:0
4     1    -     isakmp        -    28766   192.0.2.1";

/// The healthy tunnel, as the detail shows it at both ends.
pub(in crate::diagnose) const HEALTHY_DETAIL: &str = "\
//- A
# show ipsec sa gateway 1 detail
SA[1] Duration: 28768s
Remote ID: 203.0.113.2
Local ID: 192.0.2.1
Protocol: IKE
Algorithm: AES-CBC, SHA-1, MODP 1024bit
SPI: 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff
----------------------------------------------------
SA[2] Duration: 28769s
Direction: send
Remote ID: 203.0.113.2
Protocol: ESP (Mode: tunnel)
Algorithm: AES-CBC (for Auth.: HMAC-SHA)
SPI: a0 00 00 01
----------------------------------------------------
SA[3] Duration: 28769s
Direction: receive
Remote ID: 203.0.113.2
Protocol: ESP (Mode: tunnel)
Algorithm: AES-CBC (for Auth.: HMAC-SHA)
SPI: b0 00 00 02
----------------------------------------------------
//- B
# show ipsec sa gateway 1 detail
SA[4] Duration: 28764s
Remote ID: 192.0.2.1
Local ID: 203.0.113.2
Protocol: IKE
Algorithm: AES-CBC, SHA-1, MODP 1024bit
SPI: 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff
----------------------------------------------------
SA[5] Duration: 28765s
Direction: send
Remote ID: 192.0.2.1
Protocol: ESP (Mode: tunnel)
Algorithm: AES-CBC (for Auth.: HMAC-SHA)
SPI: b0 00 00 02
----------------------------------------------------
SA[6] Duration: 28765s
Direction: receive
Remote ID: 192.0.2.1
Protocol: ESP (Mode: tunnel)
Algorithm: AES-CBC (for Auth.: HMAC-SHA)
SPI: a0 00 00 01
----------------------------------------------------";

/// The table, with the tunnels and the routes of both ends; traffic flows.
pub(in crate::diagnose) const HEALTHY_AROUND: &str = "\
//- A
Total: isakmp:1 send:1 recv:1

sa    sgw isakmp connection    dir  life[s] remote-id
----------------------------------------------------------------------------
1     1    -     isakmp        -    28768   203.0.113.2
2     1    1     tun[0001]esp  send 28769   203.0.113.2
3     1    1     tun[0001]esp  recv 28769   203.0.113.2

# show status tunnel 1
TUNNEL[1]:
Interface type: IPsec

Current status is Online.
2 hours connection.
Received: (IPv4) 40 packets [4000 octets]
Transmitted: (IPv4) 40 packets [4000 octets]
# show ip route
Destination         Gateway          Interface       Kind  Additional Info.
default - PP[01] static
198.51.100.1/32 - PP[01] temporary
192.168.1.0/24 192.168.1.1 LAN1 implicit
192.168.2.0/24 - TUNNEL[1] static
//- B
Total: isakmp:1 send:1 recv:1

sa    sgw isakmp connection    dir  life[s] remote-id
----------------------------------------------------------------------------
4     1    -     isakmp        -    28764   192.0.2.1
5     1    4     tun[0001]esp  send 28765   192.0.2.1
6     1    4     tun[0001]esp  recv 28765   192.0.2.1

# show status tunnel 1
TUNNEL[1]:
Interface type: IPsec

Current status is Online.
2 hours connection.
Received: (IPv4) 41 packets [4100 octets]
Transmitted: (IPv4) 40 packets [4000 octets]
# show ip route
Destination         Gateway          Interface       Kind  Additional Info.
default - PP[01] static
198.51.100.2/32 - PP[01] temporary
192.168.2.0/24 192.168.2.1 LAN1 implicit
192.168.1.0/24 - TUNNEL[1] static";

/// What one router says of itself: its clock is set, nothing is to be remarked.
pub(in crate::diagnose) const ENVIRONMENT: &str = "\
//- A
# show environment
RTX1210 Rev.14.01.42 (Fri Jul  8 09:57:02 2022)
CPU:   0%(5sec)   1%(1min)   0%(5min)    Memory: 24% used
Firmware: exec0  Config. file: config0
Default firmware: exec0  Default config. file: config0
Boot time: 2026/03/01 08:00:02 +09:00
Current time: 2026/04/01 10:00:08 +09:00
Elapsed time from boot: 31days 02:00:06
//- B
";

/// The settings of both ends, as `show config` prints them whole; nothing is to be found in them.
pub(in crate::diagnose) const SETTINGS: &str = "\
//- A
# show config
ip route default gateway pp 1
ip route 192.168.2.0/24 gateway tunnel 1
ip lan1 address 192.168.1.1/24
pp select 1
 pppoe use lan2
 ip pp address 192.0.2.1/32
 pp enable 1
tunnel select 1
 ipsec tunnel 101
  ipsec sa policy 101 1 esp aes-cbc sha-hmac
  ipsec ike local address 1 192.0.2.1
  ipsec ike pre-shared-key 1 text dummy
  ipsec ike remote address 1 203.0.113.2
 tunnel enable 1
ipsec auto refresh on
syslog notice on
//- B
# show config
ip route default gateway pp 1
ip route 192.168.1.0/24 gateway tunnel 1
ip lan1 address 192.168.2.1/24
pp select 1
 pppoe use lan2
 ip pp address 203.0.113.2/32
 pp enable 1
tunnel select 1
 ipsec tunnel 101
  ipsec sa policy 101 1 esp aes-cbc sha-hmac
  ipsec ike local address 1 203.0.113.2
  ipsec ike pre-shared-key 1 text dummy
  ipsec ike remote address 1 192.0.2.1
 tunnel enable 1
ipsec auto refresh on
syslog notice on";
