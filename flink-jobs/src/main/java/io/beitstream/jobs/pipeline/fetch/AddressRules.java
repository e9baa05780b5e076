package io.beitstream.jobs.pipeline.fetch;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses may be connected to: public ones, and private ones by option. The blocks are
 * those of the IANA registries of special-purpose addresses, and those of clouds' metadata
 * services.
 *
 * @param allowPrivate private networks and loopback as well
 */
record AddressRules(boolean allowPrivate) {
    private static final List<AddressBlock> METADATA =
            AddressBlock.blocks(
                    "169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::/32");

    private static final List<AddressBlock> PRIVATE =
            AddressBlock.blocks(
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "::1/128",
                    "fc00::/7");

    private static final List<AddressBlock> SPECIAL =
            AddressBlock.blocks(
                    "0.0.0.0/8",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.31.196.0/24",
                    "192.52.193.0/24",
                    "192.88.99.0/24",
                    "192.175.48.0/24",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "2620:4f:8000::/48",
                    "3fff::/20");

    private static final List<AddressBlock> GLOBAL_V6 = AddressBlock.blocks("2000::/3");
    private static final List<AddressBlock> NAT64 = AddressBlock.blocks("64:ff9b::/96");
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    boolean allows(InetAddress address) {
        return allows(address.getAddress());
    }

    private boolean allows(byte[] address) {
        if (address.length == 16 && (isMapped(address) || isIn(NAT64, address))) {
            return allows(Arrays.copyOfRange(address, 12, 16));
        }
        if (isIn(METADATA, address) || isIn(SPECIAL, address)) {
            return false;
        }
        if (isIn(PRIVATE, address)) {
            return allowPrivate;
        }
        return address.length == 4 || isIn(GLOBAL_V6, address);
    }

    private static boolean isMapped(byte[] address) {
        return Arrays.equals(address, 0, 12, MAPPED, 0, 12);
    }

    private static boolean isIn(List<AddressBlock> blocks, byte[] address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }
}
