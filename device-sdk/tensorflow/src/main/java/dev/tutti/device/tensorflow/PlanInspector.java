package dev.tutti.device.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.tutti.device.train.PlanRefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Reads a plan's graph and refuses what this trainer will not run, before any of it reaches the runtime: operations
 * outside the closed list, in the graph <em>or</em> in a function of its library; remote devices; string, resource and
 * variant constants; graphs, constants and variables beyond the limits here.
 *
 * <p>What it cannot see from outside is the memory an allowed operation takes at run time: a graph may still compute a
 * large tensor. The host app's memory is bounded by the operator's measured {@code transientBytes}, not by this check.
 */
final class PlanInspector {
    /** Largest serialised graph, 32 MiB: a few times the largest on-device model graph seen. */
    static final int MAX_GRAPH_BYTES = 32 << 20;
    /** Most nodes, functions included. */
    static final int MAX_NODES = 50_000;
    /** Most elements over all constants and over all variables, each: 64 Mi values, 256 MiB as float32. */
    static final long MAX_ELEMENTS = 64L << 20;

    private static final Set<DataType> VALUE_TYPES = Set.of(
            DataType.DT_FLOAT,
            DataType.DT_DOUBLE,
            DataType.DT_HALF,
            DataType.DT_BFLOAT16,
            DataType.DT_INT32,
            DataType.DT_INT64,
            DataType.DT_BOOL);

    private static final Set<String> LOCAL_DEVICES = Set.of("", "/cpu:0", "/device:cpu:0", "/gpu:0", "/device:gpu:0");

    private long constantElements;
    private long variableElements;

    private PlanInspector() {}

    /**
     * Parses and checks a serialised graph.
     *
     * @param graphDef serialised GraphDef; its position is not moved
     * @return the graph, safe to import
     * @throws PlanRefusedException naming the first thing found that a plan may not hold
     */
    static GraphDef inspect(ByteBuffer graphDef) throws PlanRefusedException {
        if (graphDef.remaining() > MAX_GRAPH_BYTES) {
            throw new PlanRefusedException(
                    "graph: expected at most " + MAX_GRAPH_BYTES + " bytes, got " + graphDef.remaining());
        }
        GraphDef graph = parse(graphDef);
        long nodes = graph.getNodeCount();
        for (FunctionDef function : graph.getLibrary().getFunctionList()) {
            nodes += function.getNodeDefCount();
        }
        if (graph.getNodeCount() == 0) {
            // Not for tidiness: the runtime reads an empty buffer from address 0 and takes the app down with it.
            throw new PlanRefusedException("graph: expected at least one node, got none");
        }
        if (nodes > MAX_NODES) {
            throw new PlanRefusedException("graph: expected at most " + MAX_NODES + " nodes, got " + nodes);
        }
        PlanInspector inspector = new PlanInspector();
        checkOperations(graph.getNodeList(), "");
        for (FunctionDef function : graph.getLibrary().getFunctionList()) {
            checkOperations(function.getNodeDefList(), where(function));
        }
        inspector.checkValues(graph.getNodeList(), "");
        for (FunctionDef function : graph.getLibrary().getFunctionList()) {
            inspector.checkValues(function.getNodeDefList(), where(function));
        }
        return graph;
    }

    private static String where(FunctionDef function) {
        return " of function " + readable(function.getSignature().getName());
    }

    private static GraphDef parse(ByteBuffer bytes) throws PlanRefusedException {
        try {
            CodedInputStream input = ByteString.copyFrom(bytes.duplicate()).newCodedInput();
            input.setRecursionLimit(64);
            return GraphDef.parseFrom(input);
        } catch (IOException e) {
            throw new PlanRefusedException("graph: expected a serialised GraphDef, got other bytes", e);
        }
    }

    /** First, because "this operation" tells the operator more than a finding about what was to feed it. */
    private static void checkOperations(List<NodeDef> nodes, String where) throws PlanRefusedException {
        for (NodeDef node : nodes) {
            if (!OperationAllowList.allows(node.getOp())) {
                throw new PlanRefusedException(
                        named(node, where) + ": operation " + readable(node.getOp()) + " is not on the allow-list");
            }
        }
    }

    private static String named(NodeDef node, String where) {
        return "node " + readable(node.getName()) + where;
    }

    /** A name of the plan's choosing, fit for a log line. */
    private static String readable(String name) {
        String start = name.length() <= 60 ? name : name.substring(0, 60) + "...";
        return start.replaceAll("[^ -~]", "?");
    }

    private void checkValues(List<NodeDef> nodes, String where) throws PlanRefusedException {
        for (NodeDef node : nodes) {
            String what = named(node, where);
            if (!LOCAL_DEVICES.contains(node.getDevice().toLowerCase(Locale.ROOT))) {
                throw new PlanRefusedException(what + ": expected a local device, got " + readable(node.getDevice()));
            }
            for (AttrValue attribute : node.getAttrMap().values()) {
                checkAttribute(what, attribute);
            }
            if (node.getOp().equals("VarHandleOp")) {
                variableElements += elements(
                        what,
                        node.getAttrOrDefault("shape", AttrValue.getDefaultInstance())
                                .getShape());
                checkLimit(what, "variables", variableElements);
            }
        }
    }

    private void checkAttribute(String what, AttrValue attribute) throws PlanRefusedException {
        switch (attribute.getValueCase()) {
            case TENSOR -> checkConstant(what, attribute.getTensor());
            case LIST -> {
                for (TensorProto tensor : attribute.getList().getTensorList()) {
                    checkConstant(what, tensor);
                }
                if (attribute.getList().getFuncCount() > 0) {
                    throw new PlanRefusedException(what + ": expected no function calls");
                }
            }
            case FUNC -> throw new PlanRefusedException(what + ": expected no function calls");
            default -> {
                // Plain values: the runtime checks them against the operation when it imports the graph.
            }
        }
    }

    private void checkConstant(String what, TensorProto tensor) throws PlanRefusedException {
        if (!VALUE_TYPES.contains(tensor.getDtype())) {
            throw new PlanRefusedException(what + ": expected a constant of numbers, got " + tensor.getDtype());
        }
        // A few bytes can declare a huge constant: one value, repeated over a shape.
        constantElements += elements(what, tensor.getTensorShape());
        checkLimit(what, "constants", constantElements);
    }

    private static void checkLimit(String what, String kind, long elements) throws PlanRefusedException {
        if (elements > MAX_ELEMENTS) {
            throw new PlanRefusedException(
                    what + ": expected at most " + MAX_ELEMENTS + " elements over all " + kind + ", got more");
        }
    }

    private static long elements(String what, TensorShapeProto shape) throws PlanRefusedException {
        if (shape.getUnknownRank()) {
            throw new PlanRefusedException(what + ": expected a known shape");
        }
        long elements = 1;
        for (TensorShapeProto.Dim dimension : shape.getDimList()) {
            if (dimension.getSize() < 0 || dimension.getSize() > MAX_ELEMENTS) {
                throw new PlanRefusedException(
                        what + ": expected sizes in 0 … " + MAX_ELEMENTS + ", got " + dimension.getSize());
            }
            elements = Math.min(elements * dimension.getSize(), MAX_ELEMENTS + 1);
        }
        return elements;
    }
}
