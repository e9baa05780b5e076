package io.beitstream.jobs.pipeline.fetch;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * All addresses with one prefix.
 *
 * @param length of an address, in bytes
 * @param bits of the prefix
 */
record AddressBlock(BigInteger prefix, int length, int bits) {
    /** Blocks in the usual notation, such as {@code 10.0.0.0/8}. */
    static List<AddressBlock> blocks(String... notations) {
        return List.of(notations).stream().map(AddressBlock::parse).toList();
    }

    private static AddressBlock parse(String notation) {
        int slash = notation.indexOf('/');
        int bits = Integer.parseInt(notation.substring(slash + 1));
        try {
            byte[] address = InetAddress.getByName(notation.substring(0, slash)).getAddress();
            return new AddressBlock(head(address, bits), address.length, bits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(notation, e);
        }
    }

    private static BigInteger head(byte[] address, int bits) {
        return new BigInteger(1, address).shiftRight(8 * address.length - bits);
    }

    boolean contains(byte[] address) {
        return address.length == length && head(address, bits).equals(prefix);
    }
}
