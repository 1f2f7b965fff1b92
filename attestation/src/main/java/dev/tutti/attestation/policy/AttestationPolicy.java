package dev.tutti.attestation.policy;

import dev.tutti.secagg.codec.Digest;
import dev.tutti.secagg.codec.Expect;
import dev.tutti.secagg.statement.KeyLevel;
import dev.tutti.secagg.statement.Platform;
import java.time.Duration;
import java.time.YearMonth;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of evidence, whole and unchanging: what it does not name is refused. A policy from {@link #production}
 * never accepts a key of level SOFTWARE, an emulator, or Apple's development environment, whatever its builder is told.
 */
public final class AttestationPolicy {
    private final int version;
    private final Set<Platform> platforms;
    private final Map<Platform, TrustedRoots> roots;
    private final KeyLevel minimumLevel;
    private final YearMonth minimumPatchLevel;
    private final Map<String, AndroidApp> androidApps;
    private final Set<String> appleAppIds;
    private final Map<Platform, Revocations> revocations;
    private final Set<Digest> enrolledTokens;
    private final Set<Concession> concessions;

    private AttestationPolicy(Builder builder) {
        version = builder.version;
        platforms = Set.copyOf(builder.platforms);
        roots = Map.copyOf(builder.roots);
        minimumLevel = builder.minimumLevel;
        minimumPatchLevel = builder.minimumPatchLevel;
        androidApps = Map.copyOf(builder.androidApps);
        appleAppIds = Set.copyOf(builder.appleAppIds);
        revocations = Map.copyOf(builder.revocations);
        enrolledTokens = Set.copyOf(builder.enrolledTokens);
        concessions = Set.copyOf(builder.concessions);
    }

    /**
     * Begins a policy for real devices.
     *
     * @param version the number that credentials issued under it carry, ≥ 0
     */
    public static Builder production(int version) {
        return new Builder(version, EnumSet.noneOf(Concession.class));
    }

    /**
     * Begins a policy for development.
     *
     * @param version the number that credentials issued under it carry, ≥ 0
     * @param concessions what it accepts that no production policy would
     */
    public static Builder forDevelopment(int version, Set<Concession> concessions) {
        EnumSet<Concession> named = EnumSet.noneOf(Concession.class);
        named.addAll(concessions);
        return new Builder(version, named);
    }

    /** The number that credentials issued under it carry. */
    public int version() {
        return version;
    }

    /** Whether evidence of that kind is looked at. */
    public boolean allows(Platform platform) {
        return platforms.contains(platform);
    }

    /** The platform's roots, which may be none. */
    public TrustedRoots roots(Platform platform) {
        return roots.getOrDefault(platform, TrustedRoots.NONE);
    }

    /** The weakest level that is enough. */
    public KeyLevel minimumLevel() {
        return minimumLevel;
    }

    /** The oldest Android security patch level that is new enough. */
    public YearMonth minimumPatchLevel() {
        return minimumPatchLevel;
    }

    /** The app of that package, if it may hold keys. */
    public Optional<AndroidApp> androidApp(String packageName) {
        return Optional.ofNullable(androidApps.get(packageName));
    }

    /** Ids of the Apple apps that may hold keys: team, dot, bundle. */
    public Set<String> appleAppIds() {
        return appleAppIds;
    }

    /** The platform's revocation lists, if it has any. */
    public Optional<Revocations> revocations(Platform platform) {
        return Optional.ofNullable(revocations.get(platform));
    }

    /** Whether somebody vouched for the token with that public key (SHA-256 of its 65 bytes). */
    public boolean isEnrolledToken(Digest publicKey) {
        return enrolledTokens.contains(publicKey);
    }

    /** Whether the policy is for development and names this. */
    public boolean concedes(Concession concession) {
        return concessions.contains(concession);
    }

    @Override
    public String toString() {
        return "AttestationPolicy[version " + version + ", " + platforms + ", "
                + (concessions.isEmpty() ? "nothing conceded" : "for development: " + concessions) + "]";
    }

    /**
     * A source of revocation lists.
     *
     * @param source gives the newest
     * @param maximumAge how old it may be
     */
    public record Revocations(RevocationSource source, Duration maximumAge) {
        public Revocations {
            Expect.that(!maximumAge.isNegative() && !maximumAge.isZero(), "a maximum age must be positive");
        }
    }

    /** Gathers a policy. Until told otherwise it allows no platform, trusts no root and names no app. */
    public static final class Builder {
        private final int version;
        private final Set<Concession> concessions;
        private final Set<Platform> platforms = EnumSet.noneOf(Platform.class);
        private final Map<Platform, TrustedRoots> roots = new EnumMap<>(Platform.class);
        private final Map<String, AndroidApp> androidApps = new HashMap<>();
        private final Set<String> appleAppIds = new HashSet<>();
        private final Map<Platform, Revocations> revocations = new EnumMap<>(Platform.class);
        private final Set<Digest> enrolledTokens = new HashSet<>();
        private KeyLevel minimumLevel = KeyLevel.TRUSTED_ENVIRONMENT;
        private YearMonth minimumPatchLevel = YearMonth.of(2024, 1);

        private Builder(int version, Set<Concession> concessions) {
            this.version = Expect.inRange("version", version, 0, Integer.MAX_VALUE);
            this.concessions = concessions;
            if (!concessions.isEmpty()) {
                minimumLevel = KeyLevel.SOFTWARE;
            }
        }

        /**
         * Looks at evidence of that kind.
         *
         * @throws IllegalArgumentException for software keys in a policy that does not concede them
         */
        public Builder allow(Platform platform) {
            Expect.that(
                    platform != Platform.SOFTWARE_DEVELOPMENT || concessions.contains(Concession.SOFTWARE_KEYS),
                    "software keys need a development policy that concedes SOFTWARE_KEYS");
            platforms.add(platform);
            return this;
        }

        /**
         * Trusts chains of that platform that end in a certificate of this key.
         *
         * @param subjectPublicKeyInfo SHA-256 of it
         * @throws IllegalArgumentException for a key whose private half is public
         */
        public Builder trustRoot(Platform platform, Digest subjectPublicKeyInfo) {
            return trust(platform, Set.of(subjectPublicKeyInfo), List.of());
        }

        /**
         * Trusts chains of that platform that end in a certificate of this key, or in one signed by it.
         *
         * @param subjectPublicKeyInfo DER
         * @throws IllegalArgumentException for a key whose private half is public
         */
        public Builder trustRootKey(Platform platform, byte[] subjectPublicKeyInfo) {
            return trust(platform, Set.of(Digest.sha256(subjectPublicKeyInfo)), List.of(subjectPublicKeyInfo));
        }

        private Builder trust(Platform platform, Set<Digest> pins, List<byte[]> keys) {
            for (Digest pin : pins) {
                Expect.that(
                        !KnownRoots.PUBLIC_KNOWLEDGE.contains(pin),
                        "an emulator's root cannot be trusted: everybody has its private key");
            }
            TrustedRoots before = roots.getOrDefault(platform, TrustedRoots.NONE);
            Set<Digest> allPins = new HashSet<>(before.pins());
            allPins.addAll(pins);
            List<byte[]> allKeys = new java.util.ArrayList<>(before.keys());
            allKeys.addAll(keys);
            roots.put(platform, new TrustedRoots(allPins, allKeys));
            return this;
        }

        /**
         * The weakest level that is enough; TRUSTED_ENVIRONMENT until set, SOFTWARE where something is conceded.
         *
         * @throws IllegalArgumentException for SOFTWARE where nothing is conceded
         */
        public Builder minimumLevel(KeyLevel level) {
            Expect.that(
                    level != KeyLevel.SOFTWARE || !concessions.isEmpty(),
                    "level SOFTWARE needs a development policy that concedes something");
            minimumLevel = level;
            return this;
        }

        /** The oldest Android security patch level that is new enough; 2024-01 until set. */
        public Builder minimumPatchLevel(YearMonth month) {
            minimumPatchLevel = month;
            return this;
        }

        /** Lets an Android app hold keys; a second one of the same package replaces the first. */
        public Builder androidApp(AndroidApp app) {
            androidApps.put(app.packageName(), app);
            return this;
        }

        /** Lets an Apple app hold keys: team, dot, bundle. */
        public Builder appleApp(String appId) {
            Expect.that(appId.indexOf('.') > 0, "an app id must be a team, a dot and a bundle");
            appleAppIds.add(appId);
            return this;
        }

        /** Where revocation lists come from. Android evidence is refused without. */
        public Builder revocations(Platform platform, RevocationSource source, Duration maximumAge) {
            revocations.put(platform, new Revocations(source, maximumAge));
            return this;
        }

        /** Vouches for the PKCS#11 token with that public key, whose keeping somebody has seen for themselves. */
        public Builder enrolledToken(byte[] publicKey) {
            enrolledTokens.add(Digest.sha256(publicKey));
            return this;
        }

        /** The policy. */
        public AttestationPolicy build() {
            return new AttestationPolicy(this);
        }
    }
}
