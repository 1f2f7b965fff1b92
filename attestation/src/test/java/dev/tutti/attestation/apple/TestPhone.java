package dev.tutti.attestation.apple;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import dev.tutti.attestation.AppleEvidence;
import dev.tutti.attestation.fixture.Keys;
import dev.tutti.attestation.fixture.TestCertificate;
import dev.tutti.attestation.policy.AttestationPolicy;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.statement.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.HexFormat;
import java.util.List;

/** A phone, and the maker that attests its keys: good, until told otherwise. */
final class TestPhone {
    static final long NOW = 1_800_000_000_000L;
    static final String APP = "TEAM.com.example.keyboard";
    static final KeyPair ROOT = Keys.ec("secp384r1");
    static final KeyPair INTERMEDIATE = Keys.p256();
    static final KeyPair KEY = Keys.p256();

    byte[] challenge = new byte[32];
    String app = APP;
    int counter;
    byte[] aaguid = java.util.Arrays.copyOf("appattest".getBytes(StandardCharsets.US_ASCII), 16);
    byte[] keyId = Digest.sha256(Keys.point(KEY)).bytes();
    byte[] credentialId = keyId;
    String format = "apple-appattest";
    KeyPair root = ROOT;
    int flags = 0x40;
    long ends = NOW + 1_000;

    static AttestationPolicy.Builder policy(AttestationPolicy.Builder builder) {
        return builder.allow(Platform.APPLE)
                .trustRootKey(Platform.APPLE, ROOT.getPublic().getEncoded())
                .appleApp(APP);
    }

    static byte[] authenticatorData(String app, int flags, int counter, byte[] more) {
        return ByteBuffer.allocate(37 + more.length)
                .put(Digest.sha256(app.getBytes(StandardCharsets.UTF_8)).bytes())
                .put((byte) flags)
                .putInt(counter)
                .put(more)
                .array();
    }

    AppleEvidence evidence() {
        byte[] attested = ByteBuffer.allocate(16 + 2 + credentialId.length)
                .put(aaguid)
                .putShort((short) credentialId.length)
                .put(credentialId)
                .array();
        byte[] data = authenticatorData(app, flags, counter, attested);
        byte[] nonce = Digest.sha256(data, challenge).bytes();
        byte[] extension = ByteBuffer.allocate(38)
                .put(HexFormat.of().parseHex("3024a1220420"))
                .put(nonce)
                .array();
        byte[] leaf = new TestCertificate()
                .subject("CN=key")
                .issuer("CN=intermediate")
                .valid(NOW - 1_000, ends)
                .key(KEY)
                .extension(Nonce.NONCE, false, extension)
                .signedBy(INTERMEDIATE);
        byte[] intermediate = new TestCertificate()
                .subject("CN=intermediate")
                .issuer("CN=root")
                .key(INTERMEDIATE)
                .authority()
                .algorithm("SHA384withECDSA")
                .signedBy(root);
        return new AppleEvidence(keyId, cbor(out -> {
            out.writeStartObject(3);
            out.writeStringField("fmt", format);
            out.writeFieldName("attStmt");
            out.writeStartObject(2);
            out.writeFieldName("x5c");
            out.writeStartArray(null, 2);
            for (byte[] each : List.of(leaf, intermediate)) {
                out.writeBinary(each);
            }
            out.writeEndArray();
            out.writeBinaryField("receipt", new byte[] {1});
            out.writeEndObject();
            out.writeBinaryField("authData", data);
            out.writeEndObject();
        }));
    }

    static byte[] assertion(String app, int counter, byte[] clientDataHash) {
        byte[] data = authenticatorData(app, 0x40, counter, new byte[0]);
        byte[] nonce = Digest.sha256(data, clientDataHash).bytes();
        return cbor(out -> {
            out.writeStartObject(2);
            out.writeBinaryField("signature", Keys.sign("SHA256withECDSA", KEY, nonce));
            out.writeBinaryField("authenticatorData", data);
            out.writeEndObject();
        });
    }

    interface Writing {
        void to(CBORGenerator out) throws IOException;
    }

    static byte[] cbor(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CBORGenerator out = new CBORFactory().createGenerator(bytes)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
