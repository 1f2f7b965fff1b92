package dev.tutti.device.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.secagg.statement.Announcement;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Encodings that no honest operator can even write down, signed all the same: bits, clip, range, slots and weights out of
 * range are malformed, so that no later check meets them.
 */
final class MalformedTermsTest {
    private final TestOperator operator = new TestOperator(new Network(), new TestClock());

    @ParameterizedTest
    @EnumSource(Term.class)
    void aTermOutOfRangeIsMalformedThoughTheOperatorSignedIt(Term term) {
        operator.publishNext();
        Announcement honest = operator.terms(
                1, 1, operator.committee().stream().map(TestMember::checkIn).toList());
        byte[] bytes = honest.encode();
        AnnouncementReader reader = new AnnouncementReader(operator.trust().operator());
        assertThat(reader.read(operator.signBytes(bytes))).isInstanceOf(AnnouncementReader.Signed.class);

        int at = indexOf(bytes, fields(honest)) + term.offset;
        System.arraycopy(term.value, 0, bytes, at, term.value.length);

        AnnouncementReader.Reading reading = reader.read(operator.signBytes(bytes));
        assertThat(((AnnouncementReader.Refused) reading).refusal().fault()).isEqualTo(JoinFault.MALFORMED);
    }

    /** A term of the encoding by its place among the canonical bytes, and a value it may not have. */
    private enum Term {
        NO_PARAMETERS(0, number(0)),
        NEGATIVE_PARAMETERS(0, number(-1)),
        ONE_BIT(4, (byte) 1),
        SEVENTEEN_BITS(4, (byte) 17),
        NO_CLIP(5, real(0)),
        NEGATIVE_CLIP(5, real(-1)),
        ENDLESS_CLIP(5, real(Float.POSITIVE_INFINITY)),
        CLIP_OF_NO_NUMBER(5, real(Float.NaN)),
        NO_RANGE(9, real(0)),
        ENDLESS_RANGE(9, real(Float.POSITIVE_INFINITY)),
        RANGE_OF_NO_NUMBER(9, real(Float.NaN)),
        SLOTS_NARROWER_THAN_VALUES(13, (byte) 7),
        NO_SLOTS(14, (byte) 0),
        NO_POLYNOMIALS(15, number(0)),
        NO_CHUNKS(19, number(0)),
        WEIGHT_FUNCTION_OUTSIDE_THE_LIST(23, (byte) 5),
        NO_WEIGHT(24, number(0)),
        WEIGHT_ABOVE_A_VALUE(24, number(128)),
        NEITHER_EVALUATION_NOR_NONE(28, (byte) 2);

        private final int offset;
        private final byte[] value;

        Term(int offset, byte... value) {
            this.offset = offset;
            this.value = value;
        }

        private static byte[] number(int value) {
            return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
        }

        private static byte[] real(float value) {
            return ByteBuffer.allocate(Float.BYTES).putFloat(value).array();
        }
    }

    /** The encoding's fields behind its label, as they stand inside an announcement. */
    private static byte[] fields(Announcement terms) {
        byte[] encoding = terms.encoding().encode();
        return Arrays.copyOfRange(encoding, Integer.BYTES + "tutti/encoding/v1".length(), encoding.length);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("expected the encoding inside the announcement");
    }
}
