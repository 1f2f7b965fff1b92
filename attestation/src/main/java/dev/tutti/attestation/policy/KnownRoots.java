package dev.tutti.attestation.policy;

import dev.tutti.secagg.codec.Digest;
import java.util.HexFormat;
import java.util.Set;

/** Root keys that their owners publish. A policy trusts none of them by itself. */
public final class KnownRoots {
    /** Google's hardware attestation root, RSA-4096. */
    public static final Digest GOOGLE_RSA = digest("feb2ea7551ee316ed4bb443c8293b884dbfdea40b603ee3e4f4a897e4580fbae");

    /** Google's "Key Attestation CA1", P-384. */
    public static final Digest GOOGLE_P384 = digest("3ee44512a1af2beb39c889490c60ea3f82e43f5d5a5532f5ab9419f676cd07ec");

    /**
     * Roots whose private keys are published with Android's source, for emulators: what they sign, anybody can sign. No
     * policy can trust them.
     */
    static final Set<Digest> PUBLIC_KNOWLEDGE =
            Set.of(digest("d5100c7942ef2e8310dc30ef82729680cf48d690735c3f68179a33c7c370f286"));

    private KnownRoots() {}

    /** SubjectPublicKeyInfo of "Apple App Attestation Root CA", P-384. Devices do not send its certificate. */
    public static byte[] appleAppAttest() {
        return HexFormat.of()
                .parseHex("3076301006072a8648ce3d020106052b81040022036200044531e198b5b4ec04da1502045704ed4f"
                        + "877272d76135b26116cfc88b615d0a000719ba69858dfe77caa3b839e020ddd656141404702831e4"
                        + "3f70b88fd6c394b608ea2bd6ae61e9f598c12f46af52937266e57f14eb61fec530f7144f53812e35");
    }

    private static Digest digest(String hex) {
        return Digest.of(HexFormat.of().parseHex(hex));
    }
}
