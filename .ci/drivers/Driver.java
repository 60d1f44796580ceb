import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/** A suite in Java that leaves connections open. Argument: the driver. See drivers.mjs for the lines. */
class Driver {
  interface Source {
    Connection connection() throws Exception;

    /** A pool gets its connections back. */
    void release(Connection connection) throws Exception;

    void close() throws Exception;
  }

  /** What a suite does not close lives as long as its process. */
  static final List<Object> left = new ArrayList<>();

  public static void main(String[] args) throws Exception {
    Source source = null;
    Connection transaction = null;
    var lines = new Scanner(System.in);
    while (lines.hasNextLine()) {
      var words = lines.nextLine().split(" ");
      if (words[0].equals("open")) {
        source = open(args[0], words[2]);
        transaction = null;
        left.add(source);
        count(source);
        if (words[1].equals("transaction")) {
          transaction = source.connection();
          transaction.setAutoCommit(false);
          transaction.createStatement().executeQuery("SELECT count(*) FROM site");
        } else if (words[1].equals("ended")) {
          source.close();
        }
        System.out.println("ok");
      } else if (words[0].equals("count")) {
        if (transaction != null) {
          transaction.commit();
        }
        System.out.println(count(source));
      } else {
        System.out.println("ok");
      }
    }
    System.exit(0);
  }

  static Source open(String driver, String url) throws Exception {
    var uri = new URI(url);
    var login = uri.getUserInfo().split(":");
    var jdbc = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath();
    if (driver.equals("hikari")) {
      var pool = new HikariDataSource();
      pool.setJdbcUrl(jdbc);
      pool.setUsername(login[0]);
      pool.setPassword(login[1]);
      pool.setMaximumPoolSize(2);
      return new Source() {
        public Connection connection() throws Exception {
          return pool.getConnection();
        }

        public void release(Connection connection) throws Exception {
          connection.close();
        }

        public void close() {
          pool.close();
        }
      };
    }
    var only = DriverManager.getConnection(jdbc, login[0], login[1]);
    return new Source() {
      public Connection connection() {
        return only;
      }

      public void release(Connection connection) {}

      public void close() throws Exception {
        only.close();
      }
    };
  }

  static long count(Source source) throws Exception {
    var connection = source.connection();
    try (var rows = connection.createStatement().executeQuery("SELECT count(*) FROM site")) {
      rows.next();
      return rows.getLong(1);
    } finally {
      source.release(connection);
    }
  }
}
