// A suite in Go that leaves connections open. Argument: the driver. See
// drivers.mjs for the lines.
package main

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/lib/pq"
)

const count = "SELECT count(*) FROM site"

type driver struct {
	count func() (int, error)
	begin func() (func() error, error)
	close func()
}

func pgxPool(url string) (driver, error) {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, url)
	return driver{
		count: func() (n int, err error) {
			err = pool.QueryRow(ctx, count).Scan(&n)
			return n, err
		},
		begin: func() (func() error, error) {
			tx, err := pool.Begin(ctx)
			if err != nil {
				return nil, err
			}
			_, err = tx.Exec(ctx, count)
			return func() error { return tx.Commit(ctx) }, err
		},
		close: pool.Close,
	}, err
}

func databaseSQL(name, url string) (driver, error) {
	db, err := sql.Open(name, url)
	return driver{
		count: func() (n int, err error) {
			err = db.QueryRow(count).Scan(&n)
			return n, err
		},
		begin: func() (func() error, error) {
			tx, err := db.Begin()
			if err != nil {
				return nil, err
			}
			_, err = tx.Exec(count)
			return tx.Commit, err
		},
		close: func() { _ = db.Close() },
	}, err
}

func connect(url string) driver {
	name := os.Args[1]
	var opened driver
	var err error
	if name == "pool" {
		opened, err = pgxPool(url)
	} else {
		opened, err = databaseSQL(name, url)
	}
	must(err)
	return opened
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	var current driver
	var commit func() error
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch words[0] {
		case "open":
			current, commit = connect(words[2]), nil
			_, err := current.count()
			must(err)
			switch words[1] {
			case "transaction":
				commit, err = current.begin()
				must(err)
			case "ended":
				current.close()
			}
			fmt.Println("ok")
		case "count":
			if commit != nil {
				must(commit())
			}
			n, err := current.count()
			must(err)
			fmt.Println(n)
		default:
			fmt.Println("ok")
		}
	}
}
