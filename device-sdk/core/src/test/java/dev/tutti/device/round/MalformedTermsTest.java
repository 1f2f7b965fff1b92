package dev.tutti.device.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.device.fixture.Network;
import dev.tutti.device.fixture.TestClock;
import dev.tutti.device.fixture.TestMember;
import dev.tutti.device.fixture.TestOperator;
import dev.tutti.secagg.statement.Announcement;
import java.util.Arrays;
import java.util.HexFormat;
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
        byte[] value = HexFormat.of().parseHex(term.value);
        System.arraycopy(value, 0, bytes, at, value.length);

        AnnouncementReader.Reading reading = reader.read(operator.signBytes(bytes));
        assertThat(((AnnouncementReader.Refused) reading).refusal().fault()).isEqualTo(JoinFault.MALFORMED);
    }

    /** A term of the encoding by its place among the canonical bytes, and a value it may not have, in hexadecimal. */
    private enum Term {
        NO_PARAMETERS(0, "00000000"),
        NEGATIVE_PARAMETERS(0, "ffffffff"),
        ONE_BIT(4, "01"),
        SEVENTEEN_BITS(4, "11"),
        NO_CLIP(5, "00000000"),
        NEGATIVE_CLIP(5, "bf800000"),
        ENDLESS_CLIP(5, "7f800000"),
        CLIP_OF_NO_NUMBER(5, "7fc00000"),
        NO_RANGE(9, "00000000"),
        ENDLESS_RANGE(9, "7f800000"),
        RANGE_OF_NO_NUMBER(9, "7fc00000"),
        SLOTS_NARROWER_THAN_VALUES(13, "07"),
        NO_SLOTS(14, "00"),
        NO_POLYNOMIALS(15, "00000000"),
        NO_CHUNKS(19, "00000000"),
        WEIGHT_FUNCTION_OUTSIDE_THE_LIST(23, "05"),
        NO_WEIGHT(24, "00000000"),
        WEIGHT_ABOVE_ALL(24, "00008000"),
        NEITHER_EVALUATION_NOR_NONE(28, "02");

        private final int offset;
        private final String value;

        Term(int offset, String value) {
            this.offset = offset;
            this.value = value;
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
