//! Turns SPIs into what the two routers of a tunnel answer.
#![cfg(test)]

/// What `show ipsec sa gateway 1 detail` prints for one IKE SA and an IPsec SA in each direction.
pub(crate) fn detail(local: &str, remote: &str, send: &str, receive: &str) -> String {
    const KEY: &str = "Key: ** ** ** ** **  (confidential)   ** ** ** ** **";
    const RULE: &str = "----------------------------------------------------";
    let head = |sa: u32, secs: u32| {
        format!("SA[{sa}] Duration: {secs}s\nLocal ID: {local}\nRemote ID: {remote}\n")
    };
    let ipsec = |sa, direction: &str, spi: &str| {
        format!(
            "{}Direction: {direction}\nProtocol: ESP (Mode: tunnel)\n\
             Algorithm: AES-CBC (for Auth.: HMAC-SHA)\nSPI: {spi} \n{KEY}\n{RULE}\n",
            head(sa, 1719)
        )
    };
    format!(
        "# show ipsec sa gateway 1 detail\n{}Protocol: IKE\nAlgorithm: AES-CBC, SHA-1, MODP 1024bit\n\n\
         SPI: 6b ce fd 8a d5 30 9b 02 0c f3 87 52 4a 87 6e 77 \n{KEY}\n{RULE}\n{}{}",
        head(1, 10_675),
        ipsec(2, "send", send),
        ipsec(3, "receive", receive),
    )
}

/// Both ends' details: the SPIs meet.
pub(crate) fn healthy() -> [String; 2] {
    [
        detail("192.0.2.1", "198.51.100.2", "a6 67 47 47", "6b 98 69 2b"),
        detail("198.51.100.2", "192.0.2.1", "6b 98 69 2b", "a6 67 47 47"),
    ]
}

/// Both ends' details: the SPIs do not meet.
pub(crate) fn broken() -> [String; 2] {
    [
        detail("192.0.2.1", "198.51.100.2", "a6 67 47 47", "6b 98 69 2b"),
        detail("198.51.100.2", "192.0.2.1", "11 22 33 44", "0b 0c 0d 0e"),
    ]
}
