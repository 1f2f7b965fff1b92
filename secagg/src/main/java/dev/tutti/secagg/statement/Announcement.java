package dev.tutti.secagg.statement;

import dev.tutti.secagg.codec.CanonicalReader;
import dev.tutti.secagg.codec.CanonicalWriter;
import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import java.util.List;

/**
 * Every term of one cohort: what the operator signs and everyone else holds the round to. Its digest is the cohort's
 * identity and the seed of the public polynomials.
 *
 * @param protocolVersion {@link #versionFor} the ring
 * @param round which round this is
 * @param bases admissible base models, a contiguous suffix of the model chain in ascending order
 * @param planDigest SHA-256 of the training plan
 * @param window when
 * @param encoding how a vector becomes slots
 * @param privacy noise added on the device
 * @param ring the lattice
 * @param committee thresholds
 * @param limits how many contributors
 * @param sealing how shares are sealed; every seat's key is one of its kind
 * @param seats the committee, seat 1 first
 */
public record Announcement(
        int protocolVersion,
        RoundId round,
        List<BaseModel> bases,
        Digest planDigest,
        Window window,
        Encoding encoding,
        PrivacyConfiguration privacy,
        RingParameters ring,
        CommitteeParameters committee,
        CohortLimits limits,
        ShareSealing sealing,
        List<Seat> seats) {

    /** The protocol version of rounds over a ring with one prime. */
    public static final int PROTOCOL_VERSION = 1;

    /** The protocol version of rounds over a ring with two primes: {@link #ring()} is written with their count. */
    public static final int TWO_PRIMES_VERSION = 2;

    /** Label under which the operator signs {@link #encode()}. */
    public static final String LABEL = "tutti/announcement/v1";

    /** Most base models one announcement may list. */
    public static final int MAX_BASES = 64;

    public Announcement {
        bases = List.copyOf(bases);
        seats = List.copyOf(seats);
        Expect.inRange("protocolVersion", protocolVersion, versionFor(ring), 255);
        Expect.inRange("number of bases", bases.size(), 1, MAX_BASES);
        for (int i = 1; i < bases.size(); i++) {
            Expect.that(follows(bases.get(i - 1), bases.get(i)), "bases must be contiguous, ascending and distinct");
        }
        Expect.inRange("number of seats", seats.size(), committee.members(), committee.members());
        for (int i = 0; i < seats.size(); i++) {
            Expect.inRange("memberIndex of seat " + (i + 1), seats.get(i).memberIndex(), i + 1, i + 1);
            // A committee is as strong as its weakest seats: shares to a few old keys would be enough to open all.
            Expect.that(
                    seats.get(i).checkIn().statement().sealing() == sealing,
                    "every seat's sealing key must be of the announced kind");
        }
        Expect.that(
                ring.degree() % committee.secretsPerPolynomial() == 0,
                "secretsPerPolynomial must divide the ring's degree");
    }

    /** The version under which a round over this ring is announced: the lowest that can write it. */
    public static int versionFor(RingParameters ring) {
        return ring.primes().size() == 1 ? PROTOCOL_VERSION : TWO_PRIMES_VERSION;
    }

    /** Whether the protocol version is the one implemented here for such a ring; any other is to be refused. */
    public boolean speaksThisProtocol() {
        return protocolVersion == versionFor(ring);
    }

    private static boolean follows(BaseModel previous, BaseModel next) {
        if (next.version() == previous.version()) {
            return next.digest().equals(previous.digest()) && next.subsetId() > previous.subsetId();
        }
        return next.version() == previous.version() + 1;
    }

    /**
     * The seat of a member.
     *
     * @param memberIndex 1…m
     */
    public Seat seat(int memberIndex) {
        return seats.get(Expect.inRange("memberIndex", memberIndex, 1, seats.size()) - 1);
    }

    /** B: how many packed polynomials carry one mask secret, N/k. */
    public int blocks() {
        return ring.degree() / committee.secretsPerPolynomial();
    }

    /** The canonical bytes: what the operator signs under {@link #LABEL}. */
    public byte[] encode() {
        CanonicalWriter out = new CanonicalWriter(LABEL).int8(protocolVersion);
        round.write(out);
        out.list(bases, BaseModel::write).digest(planDigest);
        window.write(out);
        encoding.write(out);
        privacy.write(out);
        ring.write(out, protocolVersion);
        committee.write(out);
        limits.write(out);
        out.coded(sealing).list(seats, Seat::write);
        return out.toBytes();
    }

    /** Reads canonical bytes. */
    public static Announcement decode(byte[] bytes) {
        return CanonicalReader.decode(bytes, LABEL, Announcement::read);
    }

    private static Announcement read(CanonicalReader in) {
        int protocolVersion = in.int8();
        RoundId round = RoundId.read(in);
        List<BaseModel> bases = in.list(MAX_BASES, BaseModel::read);
        Digest planDigest = in.digest();
        Window window = Window.read(in);
        Encoding encoding = Encoding.read(in);
        PrivacyConfiguration privacy = PrivacyConfiguration.read(in);
        RingParameters ring = RingParameters.read(in, protocolVersion);
        CommitteeParameters committee = CommitteeParameters.read(in);
        CohortLimits limits = CohortLimits.read(in);
        ShareSealing sealing = in.coded(ShareSealing.values());
        List<Seat> seats = in.list(CommitteeParameters.MAX_MEMBERS, element -> Seat.read(element, sealing));
        return new Announcement(
                protocolVersion,
                round,
                bases,
                planDigest,
                window,
                encoding,
                privacy,
                ring,
                committee,
                limits,
                sealing,
                seats);
    }

    /** annHash: SHA-256 of the canonical bytes. */
    public Digest digest() {
        return Digest.sha256(encode());
    }
}
