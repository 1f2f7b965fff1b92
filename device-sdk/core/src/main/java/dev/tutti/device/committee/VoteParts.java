package dev.tutti.device.committee;

import dev.tutti.device.transport.Fields;
import dev.tutti.schemas.round.CohortContributor;
import dev.tutti.schemas.round.VoteRequest;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.MalformedMessageException;
import dev.tutti.secagg.decrypt.ContributorEvidence;
import dev.tutti.secagg.statement.SignedCredential;
import dev.tutti.secagg.statement.SignedUpdate;
import dev.tutti.secagg.statement.UpdateStatement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Puts the parts of one vote request together, in any order. It bounds what it keeps and checks nothing
 * else: the member checks every contributor.
 */
final class VoteParts {
    /** Most parts of one request: 1,024 contributors in parts of one each, with room to spare. */
    static final int MAX_PARTS = 4096;

    /** Most bytes kept of one request: 1,024 contributors take about ten mebibytes. */
    static final int MAX_BYTES = 64 << 20;

    private static final int EMPTY_BYTES = 512;

    private final Digest cohortRoot;
    private final int maxContributors;
    private final List<Optional<List<CohortContributor>>> parts;
    private int contributors;
    private long bytes;
    private boolean isTooLarge;
    private boolean isOver;

    private VoteParts(Digest cohortRoot, int count, int maxContributors) {
        this.cohortRoot = cohortRoot;
        this.maxContributors = maxContributors;
        this.parts = new ArrayList<>(Collections.nCopies(count, Optional.empty()));
    }

    /**
     * An empty collection for requests like {@code first}; empty when that is no part of any: a root that is none, or
     * numbers out of range. It keeps up to twice {@code maxContributors}, so that it is the member who finds a cohort too
     * large and says so.
     */
    static Optional<VoteParts> like(VoteRequest first, int maxContributors) {
        Optional<Digest> root = Fields.digest(first.getCohortRoot());
        boolean bounded = first.getParts() <= MAX_PARTS && first.getPart() >= 0 && first.getPart() < first.getParts();
        return bounded
                ? root.map(known -> new VoteParts(known, first.getParts(), 2 * maxContributors))
                : Optional.empty();
    }

    Digest cohortRoot() {
        return cohortRoot;
    }

    /** Whether {@code part} belongs here. */
    boolean accepts(VoteRequest part) {
        return Fields.digest(part.getCohortRoot()).filter(cohortRoot::equals).isPresent()
                && part.getParts() == parts.size();
    }

    /**
     * Adds one part, in place of an earlier one of the same number: what was damaged on its way is put right by what comes
     * again.
     *
     * @return whether there is something to answer now: all parts, or more than fits
     */
    boolean add(VoteRequest part) {
        if (isOver) {
            return false;
        }
        parts.get(part.getPart()).ifPresent(replaced -> count(replaced, -1));
        parts.set(part.getPart(), Optional.of(part.getContributors()));
        count(part.getContributors(), 1);
        if (contributors > maxContributors || bytes > MAX_BYTES) {
            isTooLarge = true;
            forget();
            return true;
        }
        return parts.stream().allMatch(Optional::isPresent);
    }

    private void count(List<CohortContributor> some, int sign) {
        contributors += sign * some.size();
        bytes += sign * some.stream().mapToLong(VoteParts::size).sum();
    }

    /** Keeps nothing of what was shown and takes no more. */
    void forget() {
        isOver = true;
        parts.replaceAll(part -> Optional.empty());
        bytes = 0;
    }

    /** Bytes kept. */
    long bytes() {
        return bytes;
    }

    /** Bytes that a part takes in memory, about. */
    static long size(VoteRequest part) {
        return EMPTY_BYTES
                + part.getContributors().stream().mapToLong(VoteParts::size).sum();
    }

    private static long size(CohortContributor contributor) {
        return (long) contributor.getStatement().remaining()
                + contributor.getSignature().remaining()
                + contributor.getCredential().remaining()
                + contributor.getSealedShare().remaining()
                + contributor.getShareProof().stream()
                        .mapToLong(ByteBuffer::remaining)
                        .sum();
    }

    /**
     * What the member is to check, in the order of the parts.
     *
     * @throws MalformedMessageException if a contributor is unreadable, or there is more than fits
     */
    List<ContributorEvidence> evidence() {
        if (isTooLarge) {
            throw new MalformedMessageException(
                    "expected at most " + maxContributors + " contributors in " + MAX_BYTES + " bytes");
        }
        List<ContributorEvidence> evidence = new ArrayList<>();
        for (Optional<List<CohortContributor>> part : parts) {
            for (CohortContributor contributor : part.orElseThrow()) {
                evidence.add(evidence(contributor));
            }
        }
        return evidence;
    }

    private static ContributorEvidence evidence(CohortContributor contributor) {
        List<Digest> proof = new ArrayList<>();
        for (ByteBuffer sibling : contributor.getShareProof()) {
            proof.add(Fields.digest(sibling)
                    .orElseThrow(() -> new MalformedMessageException("expected 32-byte siblings")));
        }
        byte[] signature = Fields.bytes(contributor.getSignature());
        UpdateStatement statement = UpdateStatement.decode(Fields.bytes(contributor.getStatement()));
        SignedCredential credential = SignedCredential.decode(Fields.bytes(contributor.getCredential()));
        try {
            return new ContributorEvidence(
                    new SignedUpdate(statement, signature, credential),
                    Fields.bytes(contributor.getSealedShare()),
                    proof);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(String.valueOf(e.getMessage()));
        }
    }
}
