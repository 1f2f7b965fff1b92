package dev.tutti.device.trust;

import dev.tutti.enrolment.revocation.RevocationView;
import dev.tutti.secagg.sign.CredentialTrust;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which credentials are no longer believed. Fails closed: while no list is young enough nobody is believed, so that whoever
 * withholds lists stops rounds and brings no revoked device back. Safe for use by several threads.
 */
public abstract sealed class RevokedDevices {
    private static final Logger LOG = LoggerFactory.getLogger(RevokedDevices.class);

    private RevokedDevices() {}

    /**
     * Those of the newest list.
     *
     * @param view holds lists to the enrolment service's key, to rising versions and to a greatest age; this object feeds it
     * @param source where lists come from
     */
    public static RevokedDevices listed(RevocationView view, RevocationListSource source) {
        return new Listed(view, source);
    }

    /** None, whatever was stolen: for development, where no list is kept. */
    public static RevokedDevices none() {
        return new None();
    }

    /**
     * Whom to believe now, or empty while nobody knows who was revoked.
     *
     * @param issued whom the enrolment services vouched for
     * @param nowMillis the device's clock, milliseconds since the epoch
     */
    public abstract Optional<CredentialTrust> applyTo(CredentialTrust issued, long nowMillis);

    private static final class Listed extends RevokedDevices {
        private final RevocationView view;
        private final RevocationListSource source;

        Listed(RevocationView view, RevocationListSource source) {
            this.view = view;
            this.source = source;
        }

        @Override
        public Optional<CredentialTrust> applyTo(CredentialTrust issued, long nowMillis) {
            source.newest()
                    .filter(signed -> signed.list().version() > view.version())
                    .flatMap(signed -> view.accept(signed, nowMillis))
                    .ifPresent(fault -> LOG.warn("revocation list not taken: {}", fault));
            return view.revoked(nowMillis).map(issued::withRevoked);
        }
    }

    private static final class None extends RevokedDevices {
        @Override
        public Optional<CredentialTrust> applyTo(CredentialTrust issued, long nowMillis) {
            return Optional.of(issued);
        }
    }
}
