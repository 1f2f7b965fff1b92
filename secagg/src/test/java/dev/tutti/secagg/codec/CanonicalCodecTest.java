package dev.tutti.secagg.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class CanonicalCodecTest {
    private enum Letter implements Coded {
        A(1),
        B(7);

        private final int code;

        Letter(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    @Test
    void everythingWrittenReadsBackAsWritten() {
        Digest digest = Digest.sha256(new byte[] {1});
        DeviceId device = DeviceId.ofPublicKey(new byte[65]);
        byte[] bytes = new CanonicalWriter("l/v1")
                .int8(255)
                .int32(-5)
                .int64(Long.MIN_VALUE)
                .float32(-1.5f)
                .float64(Math.PI)
                .flag(true)
                .coded(Letter.B)
                .bytes(new byte[] {9, 8})
                .text("héllo")
                .digest(digest)
                .device(device)
                .list(List.of(3, 4), (value, out) -> out.int32(value))
                .toBytes();
        CanonicalReader.decode(bytes, "l/v1", in -> {
            assertThat(in.int8()).isEqualTo(255);
            assertThat(in.int32()).isEqualTo(-5);
            assertThat(in.int64()).isEqualTo(Long.MIN_VALUE);
            assertThat(in.float32()).isEqualTo(-1.5f);
            assertThat(in.float64()).isEqualTo(Math.PI);
            assertThat(in.flag()).isTrue();
            assertThat(in.coded(Letter.values())).isEqualTo(Letter.B);
            assertThat(in.bytes(2)).containsExactly(9, 8);
            assertThat(in.text(10)).isEqualTo("héllo");
            assertThat(in.digest()).isEqualTo(digest);
            assertThat(in.device()).isEqualTo(device);
            assertThat(in.list(2, CanonicalReader::int32)).containsExactly(3, 4);
            return digest;
        });
    }

    @Test
    void theBytesAreFixedWidthAndBigEndian() {
        assertThat(new CanonicalWriter("ab").int32(258).text("c").toBytes())
                .containsExactly(0, 0, 0, 2, 'a', 'b', 0, 0, 1, 2, 0, 0, 0, 1, 'c');
    }

    @Test
    void anotherLabelIsRefused() {
        byte[] bytes = new CanonicalWriter("vote/v1").int8(1).toBytes();
        refuses(bytes, "vote/v2", CanonicalReader::int8);
        refuses(bytes, "vote/v", CanonicalReader::int8);
    }

    @Test
    void aLeftOverByteIsRefused() {
        refuses(new CanonicalWriter("l").int8(1).int8(2).toBytes(), "l", CanonicalReader::int8);
    }

    @Test
    void aMissingByteIsRefused() {
        refuses(new CanonicalWriter("l").int8(1).toBytes(), "l", CanonicalReader::int32);
    }

    @Test
    void aForgedLengthIsRefusedBeforeAnythingIsAllocated() {
        byte[] huge = new CanonicalWriter("l").int32(Integer.MAX_VALUE).toBytes();
        refuses(huge, "l", in -> in.bytes(Integer.MAX_VALUE));
        refuses(huge, "l", in -> in.list(Integer.MAX_VALUE, CanonicalReader::int8));
        byte[] negative = new CanonicalWriter("l").int32(-1).toBytes();
        refuses(negative, "l", in -> in.bytes(10));
        refuses(negative, "l", in -> in.list(10, CanonicalReader::int8));
    }

    @Test
    void moreThanTheCapIsRefused() {
        refuses(new CanonicalWriter("l").bytes(new byte[3]).toBytes(), "l", in -> in.bytes(2));
    }

    @Test
    void aSecondEncodingOfOneValueIsRefused() {
        refuses(new CanonicalWriter("l").int8(2).toBytes(), "l", CanonicalReader::flag);
        refuses(new CanonicalWriter("l").int32(Float.floatToRawIntBits(-0f)).toBytes(), "l", CanonicalReader::float32);
        refuses(
                new CanonicalWriter("l")
                        .int32(Float.floatToRawIntBits(Float.NaN))
                        .toBytes(),
                "l",
                CanonicalReader::float32);
        refuses(
                new CanonicalWriter("l").int64(Double.doubleToRawLongBits(-0d)).toBytes(),
                "l",
                CanonicalReader::float64);
        refuses(
                new CanonicalWriter("l")
                        .bytes(new byte[] {(byte) 0xc0, (byte) 0x80})
                        .toBytes(),
                "l",
                in -> in.text(2));
    }

    @Test
    void anUnknownCodeIsRefused() {
        refuses(new CanonicalWriter("l").int8(2).toBytes(), "l", in -> in.coded(Letter.values()));
    }

    @Test
    void theRefusalDoesNotRepeatTheContent() {
        byte[] bytes = new CanonicalWriter("l").text("secret").toBytes();
        assertThatThrownBy(() -> CanonicalReader.decode(bytes, "l", in -> in.text(3)))
                .isInstanceOf(MalformedMessageException.class)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void digestsAreSha256AndOrderedAsUnsignedBytes() {
        assertThat(Digest.sha256("abc".getBytes(StandardCharsets.US_ASCII)).hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        byte[] high = new byte[16];
        high[0] = (byte) 0x80;
        assertThat(DeviceId.of(high)).isGreaterThan(DeviceId.of(new byte[16]));
    }

    @Test
    void valueTypesKeepTheirOwnBytes() {
        byte[] bytes = new byte[32];
        Digest digest = Digest.of(bytes);
        bytes[0] = 1;
        digest.bytes()[0] = 1;
        assertThat(digest).isEqualTo(Digest.zero());
        assertThatThrownBy(() -> Digest.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    private static <T> void refuses(byte[] bytes, String label, Function<CanonicalReader, T> body) {
        assertThatThrownBy(() -> CanonicalReader.decode(bytes, label, body))
                .isInstanceOf(MalformedMessageException.class);
    }
}
