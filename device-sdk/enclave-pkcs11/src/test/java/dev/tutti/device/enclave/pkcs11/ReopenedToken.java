package dev.tutti.device.enclave.pkcs11;

import dev.tutti.secagg.codec.DeviceId;
import java.nio.file.Path;
import java.util.HexFormat;

/** Another process: opens the key named by its arguments, signs and says what it found. */
final class ReopenedToken {
    private ReopenedToken() {}

    /** Arguments: library, slot, alias, message in hexadecimal. Prints device and signature. */
    public static void main(String[] args) {
        Pkcs11Enclave enclave = Pkcs11Enclave.open(
                Pkcs11Token.inSlot(Path.of(args[0]), Long.parseLong(args[1])),
                args[2],
                SoftToken::pin,
                Enrolling.SERVICE,
                Enrolling.CLOCK);
        byte[] signature = enclave.sign(HexFormat.of().parseHex(args[3]));
        System.out.println(DeviceId.ofPublicKey(enclave.publicKey()).hex() + " "
                + HexFormat.of().formatHex(signature));
    }
}
