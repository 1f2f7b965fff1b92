package dev.tutti.attestation.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tutti.secagg.codec.MalformedMessageException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Serial numbers of withdrawn certificates, in the form of Android's attestation status list:
 * {@code {"entries":{"<serial>":{"status":"REVOKED"}}}}. Immutable.
 */
public final class RevocationList implements RevocationSource {
    /** What became of a certificate. */
    public enum Status {
        /** Withdrawn for good; any status that is not known counts as this. */
        REVOKED,
        /** Withdrawn for now. */
        SUSPENDED
    }

    /** Most bytes of a list. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(4096)
                    .maxNameLength(256)
                    .build())
            .build();

    private final Map<String, Status> entries;
    private final long fetchedAtMillis;

    private RevocationList(Map<String, Status> entries, long fetchedAtMillis) {
        this.entries = Map.copyOf(entries);
        this.fetchedAtMillis = fetchedAtMillis;
    }

    /** A list without entries. */
    public static RevocationList empty(long fetchedAtMillis) {
        return new RevocationList(Map.of(), fetchedAtMillis);
    }

    /**
     * Reads a list.
     *
     * @param json UTF-8, at most {@link #MAX_BYTES}
     * @param fetchedAtMillis when its source gave it, milliseconds since the epoch
     * @throws MalformedMessageException if it is not such a list: half a list would let the other half's keys in
     */
    public static RevocationList parse(byte[] json, long fetchedAtMillis) {
        if (json.length > MAX_BYTES) {
            throw new MalformedMessageException("expected at most " + MAX_BYTES + " bytes of revocation list");
        }
        Map<String, Status> entries = null;
        try (JsonParser in = JSON.createParser(json)) {
            expect(in.nextToken() == JsonToken.START_OBJECT);
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean isEntries = in.currentName().equals("entries");
                in.nextToken();
                if (isEntries) {
                    entries = entries(in);
                } else {
                    in.skipChildren();
                }
            }
            expect(in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null);
        } catch (IOException e) {
            throw new MalformedMessageException("expected a revocation list in JSON");
        }
        if (entries == null) {
            throw new MalformedMessageException("expected the entries of a revocation list");
        }
        return new RevocationList(entries, fetchedAtMillis);
    }

    private static Map<String, Status> entries(JsonParser in) throws IOException {
        Map<String, Status> entries = new HashMap<>();
        expect(in.currentToken() == JsonToken.START_OBJECT);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String serial = in.currentName().toLowerCase(Locale.ROOT);
            expect(in.nextToken() == JsonToken.START_OBJECT);
            entries.put(serial, status(in));
        }
        expect(in.currentToken() == JsonToken.END_OBJECT);
        return entries;
    }

    private static Status status(JsonParser in) throws IOException {
        Status status = Status.REVOKED;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            boolean isStatus = in.currentName().equals("status");
            in.nextToken();
            if (isStatus && "SUSPENDED".equals(in.getText())) {
                status = Status.SUSPENDED;
            }
            in.skipChildren();
        }
        expect(in.currentToken() == JsonToken.END_OBJECT);
        return status;
    }

    private static void expect(boolean condition) {
        if (!condition) {
            throw new MalformedMessageException("expected a revocation list");
        }
    }

    /**
     * What became of the certificate with that serial number. The list writes serials in hexadecimal without leading
     * zeros, and some, older, in decimal; a number that could be meant by either is taken as meant.
     */
    public Optional<Status> status(BigInteger serial) {
        Status hexadecimal = entries.get(serial.toString(16));
        return Optional.ofNullable(hexadecimal != null ? hexadecimal : entries.get(serial.toString()));
    }

    /** When its source gave it, milliseconds since the epoch. */
    public long fetchedAtMillis() {
        return fetchedAtMillis;
    }

    /** Itself: a list that is never renewed, and so soon too old. */
    @Override
    public RevocationList current() {
        return this;
    }

    @Override
    public String toString() {
        return "RevocationList[" + entries.size() + " entries]";
    }
}
