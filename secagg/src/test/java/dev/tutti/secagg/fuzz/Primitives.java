package dev.tutti.secagg.fuzz;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.statement.Platform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The canonical reader's own methods, in any order. An input is a program, one byte per field after its length, and then
 * the bytes it reads; what the reader accepts, the writer must write to the same bytes.
 */
final class Primitives {
    private static final String LABEL = "fuzz/v1";
    private static final int LONGEST_PROGRAM = 32;

    private static final List<Field<?>> FIELDS = List.of(
            new Field<>(CanonicalReader::int8, (value, out) -> out.int8(value)),
            new Field<>(CanonicalReader::int32, (value, out) -> out.int32(value)),
            new Field<>(CanonicalReader::int64, (value, out) -> out.int64(value)),
            new Field<>(CanonicalReader::float32, (value, out) -> out.float32(value)),
            new Field<>(CanonicalReader::float64, (value, out) -> out.float64(value)),
            new Field<>(CanonicalReader::flag, (value, out) -> out.flag(value)),
            new Field<>(in -> in.coded(Platform.values()), (value, out) -> out.coded(value)),
            new Field<>(in -> in.fixed(5), (value, out) -> out.fixed(value)),
            new Field<>(in -> in.bytes(9), (value, out) -> out.bytes(value)),
            new Field<>(in -> in.bytes(Integer.MAX_VALUE), (value, out) -> out.bytes(value)),
            new Field<>(in -> in.text(12), (value, out) -> out.text(value)),
            new Field<>(CanonicalReader::digest, (value, out) -> out.digest(value)),
            new Field<>(CanonicalReader::device, (value, out) -> out.device(value)),
            new Field<>(
                    in -> in.list(1 << 20, CanonicalReader::int8),
                    (value, out) -> out.list(value, (element, to) -> to.int8(element))),
            new Field<>(
                    in -> in.list(3, element -> element.list(2, CanonicalReader::flag)),
                    (value, out) ->
                            out.list(value, (inner, to) -> to.list(inner, (element, last) -> last.flag(element)))));

    private Primitives() {}

    /** Whether the bytes fit their program. */
    static boolean readAndWritten(byte[] input) {
        if (input.length == 0) {
            return false;
        }
        int steps = Math.min(input[0] & (LONGEST_PROGRAM - 1), input.length - 1);
        byte[] program = Arrays.copyOfRange(input, 1, 1 + steps);
        byte[] body = Arrays.copyOfRange(input, 1 + steps, input.length);
        byte[] bytes = new CanonicalWriter(LABEL).fixed(body).toBytes();
        return Statements.decode(message -> CanonicalReader.decode(message, LABEL, in -> again(program, in)), bytes)
                .map(written -> {
                    Require.equal(bytes, written, "what was read and written");
                    return true;
                })
                .orElse(false);
    }

    /** Inputs that fit their programs: one per kind of field, and all of them in a row. */
    static List<byte[]> seeds() {
        Random random = new Random(1);
        List<byte[]> seeds = new ArrayList<>();
        for (int field = 0; field < FIELDS.size(); field++) {
            // Zeros are well-formed wherever a code is not asked for; short lists and texts count as fields of length
            // 0.
            for (int length = 0; length <= 40; length++) {
                byte[] input = new byte[2 + length];
                input[0] = 1;
                input[1] = (byte) field;
                if (length > 0 && random.nextBoolean()) {
                    input[1 + length] = 1;
                }
                if (readAndWritten(input)) {
                    seeds.add(input);
                }
            }
        }
        return seeds;
    }

    private static byte[] again(byte[] program, CanonicalReader in) {
        CanonicalWriter out = new CanonicalWriter(LABEL);
        for (byte step : program) {
            FIELDS.get(Math.floorMod(step, FIELDS.size())).copy(in, out);
        }
        return out.toBytes();
    }

    private record Field<T>(Function<CanonicalReader, T> read, BiConsumer<T, CanonicalWriter> write) {
        void copy(CanonicalReader in, CanonicalWriter out) {
            T value = read.apply(in);
            try {
                write.accept(value, out);
            } catch (RuntimeException e) {
                throw new AssertionError("expected the writer to take what the reader gave", e);
            }
        }
    }
}
