package dev.tutti.deploy.local;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The loopback ports of a cluster. They stay the same from one start to the next, as long as nobody else took them: what
 * was written down outside still holds.
 *
 * @param broker where clients of the broker connect
 * @param controller where the broker finds its controller
 * @param rpc where TaskManagers find the JobManager
 * @param rest where the JobManager's REST interface and its page are
 */
record LocalPorts(int broker, int controller, int rpc, int rest) {
    static final String HOST = "127.0.0.1";

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /**
     * Those noted in a file, if they can be had; else free ones, which are then noted.
     *
     * @param file where they are noted
     * @param brokerRuns whether the broker runs, and thus holds its two
     * @param flinkRuns whether the JobManager runs, likewise
     */
    static LocalPorts choose(Path file, boolean brokerRuns, boolean flinkRuns) throws IOException {
        Properties noted = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                noted.load(reader);
            }
        }
        List<ServerSocket> held = new ArrayList<>();
        try {
            LocalPorts ports = new LocalPorts(
                    choose(noted, "broker", brokerRuns, held),
                    choose(noted, "controller", brokerRuns, held),
                    choose(noted, "rpc", flinkRuns, held),
                    choose(noted, "rest", flinkRuns, held));
            ports.store(file);
            return ports;
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    /** Holds what it chooses until all are chosen, so that no two are the same. */
    private static int choose(Properties noted, String key, boolean inUse, List<ServerSocket> held) throws IOException {
        int port = Integer.parseInt(noted.getProperty(key, "0"));
        if (inUse && port != 0) {
            return port;
        }
        try {
            held.add(bound(port));
        } catch (IOException e) {
            held.add(bound(0));
        }
        return held.get(held.size() - 1).getLocalPort();
    }

    private static ServerSocket bound(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            // As the servers will: connections of an earlier start that linger do not count.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 1);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void store(Path file) throws IOException {
        Properties noted = new Properties();
        noted.setProperty("broker", Integer.toString(broker));
        noted.setProperty("controller", Integer.toString(controller));
        noted.setProperty("rpc", Integer.toString(rpc));
        noted.setProperty("rest", Integer.toString(rest));
        try (Writer writer = Files.newBufferedWriter(file)) {
            noted.store(writer, null);
        }
    }

    String brokerAddress() {
        return HOST + ":" + broker;
    }

    String controllerAddress() {
        return HOST + ":" + controller;
    }

    String restAddress() {
        return HOST + ":" + rest;
    }
}
