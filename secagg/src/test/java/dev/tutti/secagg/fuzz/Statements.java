package dev.tutti.secagg.fuzz;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.CheckInStatement;
import dev.tutti.secagg.statement.Encoding;
import dev.tutti.secagg.statement.KeyCredential;
import dev.tutti.secagg.statement.ModelManifest;
import dev.tutti.secagg.statement.QuorumCertificate;
import dev.tutti.secagg.statement.ReplyStatement;
import dev.tutti.secagg.statement.RoundId;
import dev.tutti.secagg.statement.SignedCheckIn;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedReply;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.SignedVote;
import dev.tutti.secagg.statement.UpdateStatement;
import dev.tutti.secagg.statement.VoteStatement;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Every statement's decoder at once. No two accept the same bytes, which is what keeps a signature over one kind from
 * passing for another.
 */
final class Statements {
    /** Allocation that any input may cause, whatever its length; the rest must be in proportion to it. */
    private static final long FIXED_MEMORY = 256 << 10;

    private static final long MEMORY_PER_BYTE = 256;

    private static final List<Decoder<?>> ALL = List.of(
            new Decoder<>(Announcement::decode, Announcement::encode),
            new Decoder<>(CheckInStatement::decode, CheckInStatement::encode),
            new Decoder<>(Encoding::decode, Encoding::encode),
            new Decoder<>(KeyCredential::decode, KeyCredential::encode),
            new Decoder<>(ModelManifest::decode, ModelManifest::encode),
            new Decoder<>(QuorumCertificate::decode, QuorumCertificate::encode),
            new Decoder<>(ReplyStatement::decode, ReplyStatement::encode),
            new Decoder<>(RoundId::decode, RoundId::encode),
            new Decoder<>(SignedCheckIn::decode, SignedCheckIn::encode),
            new Decoder<>(SignedCredential::decode, SignedCredential::encode),
            new Decoder<>(SignedReply::decode, SignedReply::encode),
            new Decoder<>(SignedUpdate::decode, SignedUpdate::encode),
            new Decoder<>(SignedVote::decode, SignedVote::encode),
            new Decoder<>(UpdateStatement::decode, UpdateStatement::encode),
            new Decoder<>(VoteStatement::decode, VoteStatement::encode));

    private Statements() {}

    /** Whether one of the decoders accepted; throws unless each kept the rule. */
    static boolean acceptedByAtMostOne(byte[] bytes) {
        long accepted = ALL.stream().filter(decoder -> decoder.accepts(bytes)).count();
        Require.that(accepted <= 1, "at most one kind of statement to have these bytes");
        return accepted == 1;
    }

    /** Which of the decoders, by its place, accepts. */
    static int kindOf(byte[] bytes) {
        for (int i = 0; i < ALL.size(); i++) {
            if (ALL.get(i).accepts(bytes)) {
                return i;
            }
        }
        throw new IllegalArgumentException("expected the bytes of a statement");
    }

    /** How many kinds of statement there are. */
    static int kinds() {
        return ALL.size();
    }

    /** Decodes, or empty when the decoder says malformed; whatever else it throws is a finding. */
    static <T> Optional<T> decode(Function<byte[], T> decoder, byte[] bytes) {
        return Require.withinMemory(FIXED_MEMORY + MEMORY_PER_BYTE * bytes.length, () -> {
            try {
                return Optional.of(decoder.apply(bytes));
            } catch (MalformedMessageException e) {
                return Optional.empty();
            }
        });
    }

    private record Decoder<T>(Function<byte[], T> decode, Function<T, byte[]> encode) {
        boolean accepts(byte[] bytes) {
            byte[] given = bytes.clone();
            Optional<T> decoded = Statements.decode(decode, bytes);
            Require.equal(given, bytes, "what was decoded");
            decoded.ifPresent(value -> {
                byte[] again = encode.apply(value);
                Require.equal(bytes, again, "the encoding of what was decoded");
                T twice = decode.apply(again);
                Require.that(value.equals(twice) && value.hashCode() == twice.hashCode(), "the same value again");
                Require.that(Digest.sha256(again).equals(Digest.sha256(bytes)), "the same digest again");
                Require.that(!value.toString().isEmpty(), "a statement to have a name");
            });
            return decoded.isPresent();
        }
    }
}
