package dev.tutti.secagg.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class SecretStreamTest {
    /** RFC 8439, appendix A.1, test vector 1: key, nonce and counter are zero. */
    @Test
    void theStreamOfAZeroKeyIsThatOfRfc8439() {
        byte[] expected = HexFormat.of()
                .parseHex("76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
                        + "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586");
        ByteBuffer drawn = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        SecretStream stream = new SecretStream(drawing((byte) 0));
        while (drawn.hasRemaining()) {
            drawn.putLong(stream.nextLong());
        }
        assertThat(drawn.array()).isEqualTo(expected);
    }

    @Test
    void whatIsFilledIsWhatWouldBeDrawnOneByOne() {
        SecretStream filled = new SecretStream(drawing((byte) 1));
        SecretStream drawn = new SecretStream(drawing((byte) 1));
        for (int length : new int[] {1, 0, 1023, 5, 4096, 700}) {
            long[] words = new long[length];
            filled.fill(words);
            for (long word : words) {
                assertThat(word).isEqualTo(drawn.nextLong());
            }
        }
    }

    @Test
    void everyStreamHasItsOwnKeyAndDoesNotRepeatItself() {
        SecureRandom random = new SecureRandom();
        long[] words = new long[1 << 14];
        new SecretStream(random).fill(words);
        // Two of 2^14 words of 64 bits agree with probability 2^−37.
        assertThat(Arrays.stream(words).distinct().count()).isEqualTo(words.length);
        assertThat(new SecretStream(random).nextLong()).isNotEqualTo(words[0]);
    }

    @Test
    void aClosedStreamGivesNoMore() {
        SecretStream stream = new SecretStream(drawing((byte) 1));
        stream.nextLong();
        stream.close();
        assertThatThrownBy(stream::nextLong).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stream.fill(new long[1])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStreamSaysNothingAboutItself() {
        assertThat(new SecretStream(drawing((byte) 0))).hasToString("SecretStream[secret]");
    }

    /** A generator that draws the same byte always. */
    private static SecureRandom drawing(byte value) {
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, value);
            }
        };
    }
}
