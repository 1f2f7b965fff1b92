package dev.tutti.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tutti.enrolment.log.ConsistencyProof;
import dev.tutti.enrolment.log.InclusionProof;
import dev.tutti.enrolment.log.LogEntry;
import dev.tutti.enrolment.log.LogHead;
import dev.tutti.enrolment.log.SignedLogHead;
import dev.tutti.enrolment.revocation.Revocation;
import dev.tutti.enrolment.revocation.RevocationList;
import dev.tutti.enrolment.revocation.RevocationReason;
import dev.tutti.enrolment.revocation.SignedRevocationList;
import dev.tutti.enrolment.sortition.CommitteeProof;
import dev.tutti.enrolment.sortition.Eligibility;
import dev.tutti.secagg.codec.DeviceId;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.sign.OperatorKey;
import dev.tutti.secagg.statement.Platform;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come, a decoder gives what encodes to the same bytes again, or says that they are malformed. */
final class DecodersTest {
    private static final OperatorKey KEY = OperatorKey.fromSeed(new byte[32]);
    private static final DeviceId DEVICE = DeviceId.ofPublicKey(new byte[] {1});
    private static final LogEntry ENTRY = new LogEntry(DEVICE, Platform.ANDROID, 5, Digest.sha256());
    private static final LogHead HEAD = new LogHead(9, 7, Digest.sha256(), 5);
    private static final InclusionProof PROOF = new InclusionProof(ENTRY, 3, List.of(Digest.zero(), Digest.sha256()));
    private static final RevocationList LIST =
            new RevocationList(3, 5, List.of(new Revocation(DEVICE, RevocationReason.LOST, 4)));

    static List<Decoder> decoders() {
        return List.of(
                new Decoder(
                        "entry", ENTRY.encode(), bytes -> LogEntry.decode(bytes).encode()),
                new Decoder(
                        "entry of a TPM",
                        new LogEntry(DEVICE, Platform.TPM2, 5, Digest.sha256(), Optional.of(Digest.zero())).encode(),
                        bytes -> LogEntry.decode(bytes).encode()),
                new Decoder(
                        "head", HEAD.encode(), bytes -> LogHead.decode(bytes).encode()),
                new Decoder(
                        "signed head",
                        SignedLogHead.sign(KEY, HEAD).encode(),
                        bytes -> SignedLogHead.decode(bytes).encode()),
                new Decoder(
                        "inclusion",
                        new InclusionProof(ENTRY, 3, List.of(Digest.zero(), Digest.sha256())).encode(),
                        bytes -> InclusionProof.decode(bytes).encode()),
                new Decoder(
                        "eligibility",
                        new Eligibility(5, SignedLogHead.sign(KEY, HEAD), PROOF).encode(),
                        bytes -> Eligibility.decode(bytes).encode()),
                new Decoder(
                        "committee proof",
                        new CommitteeProof(5, SignedLogHead.sign(KEY, HEAD), List.of(PROOF, PROOF)).encode(),
                        bytes -> CommitteeProof.decode(bytes).encode()),
                new Decoder(
                        "consistency",
                        new ConsistencyProof(List.of(Digest.zero(), Digest.sha256())).encode(),
                        bytes -> ConsistencyProof.decode(bytes).encode()),
                new Decoder(
                        "list",
                        LIST.encode(),
                        bytes -> RevocationList.decode(bytes).encode()),
                new Decoder(
                        "signed list",
                        SignedRevocationList.sign(KEY, LIST).encode(),
                        bytes -> SignedRevocationList.decode(bytes).encode()),
                new Decoder(
                        "dossier",
                        new Dossier("phones", new byte[] {1, 2}, new byte[32], new byte[] {3}).encode(),
                        bytes -> Dossier.decode(bytes).encode()),
                new Decoder(
                        "nonce",
                        new NonceEntry(Digest.zero(), Digest.zero(), Digest.zero(), 5, true).encode(),
                        bytes -> NonceEntry.decode(bytes).encode()));
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void whatWasEncodedIsDecoded(Decoder decoder) {
        assertThat(decoder.again.apply(decoder.valid)).isEqualTo(decoder.valid);
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void everyTruncationAndATrailingByteAreMalformed(Decoder decoder) {
        for (int length = 0; length <= decoder.valid.length + 1; length++) {
            byte[] changed = Arrays.copyOf(decoder.valid, length);
            if (length != decoder.valid.length) {
                assertThat(catchThrowable(() -> decoder.again.apply(changed)))
                        .isInstanceOf(MalformedMessageException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void everyFlippedBitIsMalformedOrAnotherStatement(Decoder decoder) {
        for (int bit = 0; bit < decoder.valid.length * 8; bit++) {
            byte[] changed = decoder.valid.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            decoder.expectDeclared(changed);
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void randomBytesAndSplicesAreMalformedOrAnotherStatement(Decoder decoder) {
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            byte[] changed = Arrays.copyOf(decoder.valid, random.nextInt(decoder.valid.length * 2));
            for (int j = random.nextInt(6); j >= 0 && changed.length > 0; j--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            decoder.expectDeclared(changed);
        }
    }

    /** @param again decodes and encodes */
    record Decoder(String name, byte[] valid, Function<byte[], byte[]> again) {
        void expectDeclared(byte[] bytes) {
            byte[] found;
            try {
                found = again.apply(bytes);
            } catch (MalformedMessageException e) {
                return;
            }
            assertThat(found).isEqualTo(bytes);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
