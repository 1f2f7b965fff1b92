package dev.tutti.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.tutti.schemas.model.TrainingPlan;
import dev.tutti.schemas.round.LogTick;
import dev.tutti.schemas.round.RoundReport;
import dev.tutti.schemas.update.MemberSignature;
import dev.tutti.schemas.update.Receipt;
import dev.tutti.schemas.update.ReceiptResult;
import dev.tutti.schemas.update.RejectReason;
import dev.tutti.schemas.update.UpdateChunk;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

final class RecordCodecTest {

    private static final long SEED = 20_261_122L;
    private static final int TRIALS = 10_000;

    /** What the decoder may allocate per input byte, records and garbage together, and on top for any input. */
    private static final long ALLOCATED_PER_BYTE = 200;

    private static final long ALLOCATED_ANYWAY = 1 << 20;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final RandomRecords records = new RandomRecords(random);

    @Test
    void everyRecordTypeComesBackAsItWas() {
        for (Class<? extends SpecificRecord> type : RecordCodec.recordClasses()) {
            for (int i = 0; i < 200; i++) {
                SpecificRecord record = records.of(type);
                byte[] encoded = RecordCodec.encode(record);
                assertThat(RecordCodec.decode(encoded))
                        .as("%s, seed %d", type, SEED)
                        .isEqualTo(record);
                assertThat(RecordCodec.decode(encoded, type)).isEqualTo(record);
            }
        }
    }

    @Test
    void theListNamesEveryRecordThatTravelsAlone() {
        assertThat(RecordCodec.recordClasses()).doesNotHaveDuplicates().hasSize(18);
    }

    @Test
    void itSpeaksAvrosOwnSingleObjectEncoding() throws IOException {
        LogTick tick = new LogTick(7L);
        assertThat(LogTick.getDecoder().decode(RecordCodec.encode(tick))).isEqualTo(tick);
        ByteBuffer encoded = LogTick.getEncoder().encode(tick);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        assertThat(RecordCodec.decode(bytes)).isEqualTo(tick);
    }

    @Test
    void damagedRecordsAreMalformedOrStillWellFormedAndNothingElse() {
        int malformed = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            byte[] damaged = damage(RecordCodec.encode(records.any()));
            SpecificRecord record;
            try {
                record = RecordCodec.decode(damaged);
            } catch (MalformedRecordException e) {
                assertThat(e.getMessage()).as("trial %d, seed %d", trial, SEED).startsWith("expected");
                malformed++;
                continue;
            }
            // A flipped bit inside an opaque field leaves a record that is well formed, and must then be stable. Its
            // bytes
            // are compared: a number that became NaN is not equal to itself.
            byte[] again = RecordCodec.encode(record);
            assertThat(RecordCodec.encode(RecordCodec.decode(again)))
                    .as("trial %d, seed %d", trial, SEED)
                    .isEqualTo(again);
        }
        // Both ways were walked often.
        assertThat(malformed).isBetween(TRIALS / 10, TRIALS - TRIALS / 10);
    }

    @Test
    void randomBytesAndTruncatedRecordsAreMalformed() {
        for (int trial = 0; trial < TRIALS; trial++) {
            byte[] garbage = records.bytes(random.nextInt(400));
            assertMalformed(garbage);
            byte[] whole = RecordCodec.encode(records.any());
            assertMalformed(Arrays.copyOf(whole, random.nextInt(whole.length)));
            assertMalformed(Arrays.copyOf(whole, whole.length + 1 + random.nextInt(8)));
        }
    }

    @Test
    void forgedLengthsAndCountsCostNoMemory() {
        List<byte[]> forgeries = new ArrayList<>();
        for (Class<? extends SpecificRecord> type : RecordCodec.recordClasses()) {
            byte[] whole = RecordCodec.encode(records.of(type));
            // From any place on, every length or count claims 2 GiB, 128 MiB of items, or the longest long.
            for (int at = RecordCodec.HEADER_BYTES; at < whole.length; at++) {
                byte[] start = Arrays.copyOf(whole, at);
                forgeries.add(concat(start, repeat(16, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F)));
                forgeries.add(concat(start, repeat(16, 0x80, 0x80, 0x80, 0x80, 0x01)));
                forgeries.add(concat(start, repeat(16, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01)));
            }
            // Or it is all zeros, or as many small blocks as there are bytes.
            byte[] header = Arrays.copyOf(whole, RecordCodec.HEADER_BYTES);
            forgeries.add(concat(header, new byte[RecordCodec.MAX_RECORD_BYTES - RecordCodec.HEADER_BYTES]));
            forgeries.add(concat(header, repeat(250_000, 0x80, 0x80, 0x40)));
            forgeries.add(concat(header, repeat(500_000, 0x01, 0x02)));
        }
        forgeries.add(RecordCodec.encode(crowded()));
        forgeries.forEach(RecordCodecTest::decodeAnyway); // Classes and readers are loaded once.
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (byte[] forgery : forgeries) {
            long before = threads.getCurrentThreadAllocatedBytes();
            decodeAnyway(forgery);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .isLessThan(ALLOCATED_ANYWAY + ALLOCATED_PER_BYTE * forgery.length);
        }
    }

    @Test
    void aTombstoneIsMalformed() {
        assertThatThrownBy(() -> RecordCodec.decode(null)).isInstanceOf(MalformedRecordException.class);
        assertMalformed(new byte[0]);
    }

    @Test
    void aRecordOfAnotherTypeIsMalformed() {
        byte[] tick = RecordCodec.encode(new LogTick(1L));
        assertThatThrownBy(() -> RecordCodec.decode(tick, Receipt.class))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("expected a Receipt, got a LogTick");
    }

    @Test
    void aRecordThatIsTooLongIsRefusedOnBothSides() {
        UpdateChunk chunk = records.of(UpdateChunk.class);
        chunk.setCiphertext(ByteBuffer.allocate(900 * 1024));
        assertThat(RecordCodec.decode(RecordCodec.encode(chunk))).isEqualTo(chunk);
        chunk.setCiphertext(ByteBuffer.allocate(RecordCodec.MAX_RECORD_BYTES));
        assertThatThrownBy(() -> RecordCodec.encode(chunk))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048576");
        assertMalformed(new byte[RecordCodec.MAX_RECORD_BYTES + 1]);
    }

    @Test
    void onlyListedRecordsWithAllTheirFieldsAreEncoded() {
        assertThatThrownBy(() -> RecordCodec.encode(new TrainingPlan())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecordCodec.encode(new RoundReport())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDecodedRecordSharesNothingWithItsBytes() {
        UpdateChunk chunk = records.of(UpdateChunk.class);
        byte[] encoded = RecordCodec.encode(chunk);
        UpdateChunk decoded = RecordCodec.decode(encoded, UpdateChunk.class);
        Arrays.fill(encoded, (byte) 0);
        assertThat(decoded).isEqualTo(chunk);
    }

    @Test
    void readingNeedsNoTrustedPackagesOnTheCommandLine() throws Exception {
        String javaCommand = System.getProperty("java.home") + "/bin/java";
        Process process = new ProcessBuilder(
                        javaCommand, "-cp", System.getProperty("java.class.path"), ReadWithoutTrust.class.getName())
                .redirectErrorStream(true)
                .start();
        try (InputStream output = process.getInputStream()) {
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
        }
    }

    /** Runs in a JVM of its own, without the system property the tests' JVM has. */
    static final class ReadWithoutTrust {

        public static void main(String[] arguments) {
            RandomRecords records = new RandomRecords(new SplittableRandom(SEED));
            List<byte[]> encoded = new ArrayList<>();
            encoded.add(RecordCodec.encode(new LogTick(1L)));
            encoded.add(RecordCodec.encode(Receipt.newBuilder()
                    .setAnnouncementHash(ByteBuffer.wrap(records.bytes(32)))
                    .setDeviceId(ByteBuffer.wrap(records.bytes(16)))
                    .setUploadId(ByteBuffer.wrap(records.bytes(16)))
                    .setResult(ReceiptResult.REJECTED)
                    .setReason(RejectReason.LATE)
                    .setMemberSignatures(List.of(new MemberSignature(
                            1, ByteBuffer.wrap(records.bytes(32)), ByteBuffer.wrap(records.bytes(64)))))
                    .build()));
            encoded.forEach(RecordCodec::decode);
        }
    }

    /** The well-formed record that takes most memory for its length: a map of short keys. */
    private RoundReport crowded() {
        Map<String, Integer> reasons = new HashMap<>();
        for (int i = 0; i < 150_000; i++) {
            reasons.put(Integer.toString(i, Character.MAX_RADIX), 1);
        }
        RoundReport report = records.of(RoundReport.class);
        report.setRejected(reasons);
        return report;
    }

    private byte[] damage(byte[] whole) {
        byte[] damaged = whole.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(4) == 0 || damaged.length == RecordCodec.HEADER_BYTES
                    ? random.nextInt(damaged.length)
                    : RecordCodec.HEADER_BYTES + random.nextInt(damaged.length - RecordCodec.HEADER_BYTES);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
        }
        return damaged;
    }

    private static void decodeAnyway(byte[] bytes) {
        try {
            RecordCodec.decode(bytes);
        } catch (MalformedRecordException e) {
            // Expected of most; what counts is what it cost.
        }
    }

    private static void assertMalformed(byte[] bytes) {
        assertThatThrownBy(() -> RecordCodec.decode(bytes)).isInstanceOf(MalformedRecordException.class);
    }

    private static byte[] repeat(int times, int... bytes) {
        ByteBuffer all = ByteBuffer.allocate(times * bytes.length);
        for (int i = 0; i < times; i++) {
            for (int b : bytes) {
                all.put((byte) b);
            }
        }
        return all.array();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        int length = Math.min(first.length + second.length, RecordCodec.MAX_RECORD_BYTES);
        byte[] both = Arrays.copyOf(first, length);
        System.arraycopy(second, 0, both, first.length, length - first.length);
        return both;
    }
}
